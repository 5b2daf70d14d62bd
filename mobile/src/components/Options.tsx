import { Pressable, StyleSheet, View } from "react-native";
import { Icon } from "#/components/Icon";
import { Text } from "#/components/Text";
import { useTheme } from "#/theme/context";
import { TARGET, radius, space } from "#/theme/tokens";

type Option<V extends string> = { value: V; title: string; body?: string; note?: string; trailing?: string };
type Props<V extends string> = {
  /** What is chosen; heard, and read where `isNamed`. */
  label: string;
  isNamed?: boolean;
  value: V | null;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
};

/** One of a few, each a row with what it means and costs. */
export function Options<V extends string>({ label, isNamed = false, value, options, onChange }: Props<V>) {
  const { colors } = useTheme();
  return (
    <View role="radiogroup" aria-label={label} style={styles.group}>
      {isNamed ? (
        <Text size="s" weight="medium">
          {label}
        </Text>
      ) : null}
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
            <View style={[styles.ring, { borderColor: isOn ? colors.jade : colors.quiet }]}>
              {isOn ? <View style={[styles.dot, { backgroundColor: colors.jade }]} /> : null}
            </View>
            <View style={styles.words}>
              <Text weight={isOn ? "medium" : "normal"}>{option.title}</Text>
              {option.body ? (
                <Text size="s" tone="quiet">
                  {option.body}
                </Text>
              ) : null}
            </View>
            {option.trailing ? <Text tabular>{option.trailing}</Text> : null}
            {option.note ? (
              <Text size="s" tone="jade">
                {option.note}
              </Text>
            ) : null}
          </Pressable>
        );
      })}
    </View>
  );
}

type TickProps = { label: string; isOn: boolean; onChange: (isOn: boolean) => void };

/** Yes or no. */
export function Tick({ label, isOn, onChange }: TickProps) {
  const { colors } = useTheme();
  return (
    <Pressable
      role="checkbox"
      aria-checked={isOn}
      aria-label={label}
      onPress={() => {
        onChange(!isOn);
      }}
      style={styles.tick}
    >
      <View style={[styles.box, { borderColor: isOn ? colors.jade : colors.quiet }]}>{isOn ? <Icon name="check" size={18} color={colors.jade} /> : null}</View>
      <Text style={styles.words}>{label}</Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  group: { gap: space.s },
  option: { minHeight: TARGET, flexDirection: "row", alignItems: "center", gap: space.m, paddingHorizontal: space.m, paddingVertical: space.s, borderWidth: 1, borderRadius: radius.s },
  ring: { width: 20, height: 20, borderRadius: 10, borderWidth: 2, alignItems: "center", justifyContent: "center" },
  dot: { width: 10, height: 10, borderRadius: 5 },
  words: { flex: 1, minWidth: 0 },
  tick: { flexDirection: "row", alignItems: "center", gap: space.m, minHeight: TARGET },
  box: { width: 24, height: 24, borderWidth: 2, borderRadius: 6, alignItems: "center", justifyContent: "center" },
});
