import { useId } from "react";
import { View } from "react-native";
import { Text } from "#/components/Text";
import { useTheme } from "#/theme/context";
import { TARGET, radius, space } from "#/theme/tokens";

export type Option = { value: string; label: string };
type Props = { label: string; value: string; options: readonly Option[]; onChange: (value: string) => void; disabled?: boolean };

/** The browser's own list: on phones it opens as a wheel or sheet that everyone knows. */
export function Choice({ label, value, options, onChange, disabled = false }: Props) {
  const { colors, font } = useTheme();
  const id = useId();
  return (
    <View style={{ gap: space.xs, flexGrow: 1, flexBasis: 200, minWidth: 0 }}>
      <Text size="s" weight="medium" nativeID={`${id}l`}>
        {label}
      </Text>
      <select
        aria-labelledby={`${id}l`}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          onChange(event.target.value);
        }}
        style={{
          width: "100%",
          minHeight: TARGET,
          padding: `0 ${String(space.m)}px`,
          fontSize: font("m"),
          fontFamily: "inherit",
          color: colors.ink,
          background: colors.raised,
          border: `1px solid ${colors.line}`,
          borderRadius: radius.s,
          textOverflow: "ellipsis",
        }}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </View>
  );
}
