import { Pressable, ScrollView, StyleSheet, View } from "react-native";
import { Text } from "#/components";
import { useTheme } from "#/theme/context";
import { TARGET, radius, space } from "#/theme/tokens";

type Props<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; text: string }[];
  onChange: (value: V) => void;
  /** Into more than one row, where all should be seen. */
  wraps?: boolean;
};

/** One of several, in a row that moves aside where it is narrow. */
export function Chips<V extends string>({ label, value, options, onChange, wraps = false }: Props<V>) {
  const { colors } = useTheme();
  const chips = options.map((option) => {
    const isOn = option.value === value;
    return (
      <Pressable
        key={option.value}
        role="radio"
        aria-checked={isOn}
        onPress={() => {
          onChange(option.value);
        }}
        style={[styles.chip, { borderColor: isOn ? colors.ink : colors.line, backgroundColor: isOn ? colors.ink : "transparent" }]}
      >
        <Text weight="medium" style={{ color: isOn ? colors.ground : colors.ink }}>
          {option.text}
        </Text>
      </Pressable>
    );
  });
  if (wraps) {
    return (
      <View role="radiogroup" aria-label={label} style={[styles.chips, styles.wrapped]}>
        {chips}
      </View>
    );
  }
  return (
    <ScrollView horizontal showsHorizontalScrollIndicator={false} style={styles.strip} contentContainerStyle={styles.chips} role="radiogroup" aria-label={label}>
      {chips}
    </ScrollView>
  );
}

const styles = StyleSheet.create({
  strip: { flexGrow: 0 },
  chips: { gap: space.s },
  wrapped: { flexDirection: "row", flexWrap: "wrap" },
  chip: { minHeight: TARGET, justifyContent: "center", paddingHorizontal: space.l, borderWidth: 1, borderRadius: radius.pill },
});
