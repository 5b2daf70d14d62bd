import { useId, type Ref } from "react";
import { StyleSheet, TextInput, View, type TextInputProps } from "react-native";
import { Text } from "#/components/Text";
import { useTheme } from "#/theme/context";
import { LINE, TARGET, radius, space } from "#/theme/tokens";

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onLeave?: () => void;
  hint?: string;
  /** What is wrong with it; said under it and announced with it. */
  wrong?: string;
  /** The label is heard only: what is around it says it already. */
  isNameless?: boolean;
  ref?: Ref<TextInput>;
} & Pick<TextInputProps, "autoComplete" | "inputMode" | "maxLength" | "multiline" | "enterKeyHint">;

export function Field({ label, value, onChange, onLeave, hint, wrong, isNameless = false, ref, multiline, ...rest }: Props) {
  const { colors, font } = useTheme();
  const id = useId();
  const beneath = wrong ?? hint;
  const px = font("m"); // never under 16: iOS zooms into smaller inputs
  // the web's own attributes, which React Native's types do not name
  const described = { rows: multiline ? 3 : 1, "aria-invalid": wrong !== undefined, "aria-describedby": beneath ? `${id}b` : undefined };
  return (
    <View style={styles.field}>
      {isNameless ? null : (
        <Text size="s" weight="medium" nativeID={`${id}l`}>
          {label}
        </Text>
      )}
      <TextInput
        {...rest}
        {...described}
        ref={ref}
        aria-label={label}
        aria-labelledby={isNameless ? undefined : `${id}l`}
        value={value}
        onChangeText={onChange}
        onBlur={onLeave}
        multiline={multiline}
        style={[
          styles.input,
          { color: colors.ink, backgroundColor: colors.raised, borderColor: wrong ? colors.signal : colors.line, fontSize: px, lineHeight: Math.round(px * LINE) },
        ]}
      />
      {beneath ? (
        <Text size="s" tone={wrong ? "signal" : "quiet"} nativeID={`${id}b`}>
          {beneath}
        </Text>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  field: { gap: space.xs },
  input: { minHeight: TARGET, borderWidth: 1, borderRadius: radius.s, paddingHorizontal: space.m, paddingVertical: space.s },
});
