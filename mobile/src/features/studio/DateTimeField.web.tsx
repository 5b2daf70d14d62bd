import { useId } from "react";
import { StyleSheet, View } from "react-native";
import { Text } from "#/components/Text";
import type { DateTimeFieldProps } from "#/features/studio/DateTimeField";
import { useTheme } from "#/theme/context";
import { TARGET, radius, space } from "#/theme/tokens";

/** The browser's own picker: it knows the person's calendar, clock and keyboard. */
export function DateTimeField({ label, hint, wrong, value, onChange }: DateTimeFieldProps) {
  const { colors, font, scheme } = useTheme();
  const id = useId();
  const beneath = wrong ?? hint;
  return (
    <View style={styles.field}>
      <Text size="s" weight="medium" nativeID={`${id}l`}>
        {label}
      </Text>
      <input
        type="datetime-local"
        aria-labelledby={`${id}l`}
        aria-describedby={beneath ? `${id}b` : undefined}
        aria-invalid={wrong !== undefined}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
        style={{
          colorScheme: scheme,
          boxSizing: "border-box",
          width: "100%",
          minHeight: TARGET,
          padding: `${space.s}px ${space.m}px`,
          border: `1px solid ${wrong ? colors.signal : colors.line}`,
          borderRadius: radius.s,
          background: colors.raised,
          color: colors.ink,
          fontFamily: "system-ui, sans-serif",
          fontSize: font("m"),
        }}
      />
      {beneath ? (
        <Text size="s" tone={wrong ? "signal" : "quiet"} nativeID={`${id}b`}>
          {beneath}
        </Text>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({ field: { gap: space.xs } });
