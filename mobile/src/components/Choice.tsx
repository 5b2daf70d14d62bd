import { Pressable, StyleSheet, View } from "react-native";
import { Icon } from "#/components/Icon";
import { Text } from "#/components/Text";
import { useTheme } from "#/theme/context";
import { TARGET, radius, space } from "#/theme/tokens";

type Props<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; text: string }[];
  onChange: (value: V) => void;
};

/** One of a few, all in sight. */
export function Choice<V extends string>({ label, value, options, onChange }: Props<V>) {
  const { colors } = useTheme();
  return (
    <View role="radiogroup" aria-label={label} style={styles.group}>
      <Text size="s" weight="medium">
        {label}
      </Text>
      {options.map((option) => {
        const isOn = option.value === value;
        return (
          <Pressable
            key={option.value}
            role="radio"
            aria-checked={isOn}
            onPress={() => {
              onChange(option.value);
            }}
            style={[styles.option, { borderColor: isOn ? colors.ink : colors.line, backgroundColor: isOn ? colors.raised : "transparent" }]}
          >
            <Text weight={isOn ? "medium" : "normal"} style={styles.text}>
              {option.text}
            </Text>
            {isOn ? <Icon name="check" size={20} color={colors.jade} /> : null}
          </Pressable>
        );
      })}
    </View>
  );
}

const styles = StyleSheet.create({
  group: { gap: space.s },
  option: { minHeight: TARGET, flexDirection: "row", alignItems: "center", gap: space.s, paddingHorizontal: space.m, paddingVertical: space.s, borderWidth: 1, borderRadius: radius.s },
  text: { flex: 1 },
});
