import { ActivityIndicator, Pressable, StyleSheet, View, type StyleProp, type ViewStyle } from "react-native";
import { Icon } from "#/components/Icon";
import type { IconName } from "#/components/Icon.paths";
import { Text } from "#/components/Text";
import { useTheme } from "#/theme/context";
import { TARGET, radius, space } from "#/theme/tokens";

type Props = {
  title: string;
  onPress: () => void;
  /** `primary` (lantern) once a screen. */
  kind?: "primary" | "quiet" | "outline";
  icon?: IconName;
  /** Said instead of the title, when the title alone does not say what it acts on. */
  label?: string;
  disabled?: boolean;
  busy?: boolean;
  style?: StyleProp<ViewStyle>;
};

export function Button({ title, onPress, kind = "primary", icon, label, disabled = false, busy = false, style }: Props) {
  const { colors } = useTheme();
  const isOff = disabled || busy;
  const tone = disabled ? "quiet" : kind === "primary" ? "onLantern" : "ink";
  const ground = disabled ? colors.raised : kind === "primary" ? colors.lantern : kind === "quiet" ? colors.raised : "transparent";
  return (
    <Pressable
      role="button"
      aria-label={label ?? title}
      aria-disabled={isOff}
      aria-busy={busy}
      disabled={isOff}
      onPress={onPress}
      style={({ pressed }) => [
        styles.button,
        { backgroundColor: ground, opacity: pressed ? 0.8 : 1 },
        kind === "outline" && { borderWidth: 1, borderColor: colors.line },
        style,
      ]}
    >
      {busy ? (
        // the button says that it is busy
        <ActivityIndicator aria-hidden size="small" color={colors[tone]} />
      ) : (
        <View style={styles.inner}>
          {icon ? <Icon name={icon} size={20} color={colors[tone]} /> : null}
          <Text weight="medium" tone={tone} numberOfLines={2} center>
            {title}
          </Text>
        </View>
      )}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  button: {
    minHeight: TARGET,
    minWidth: TARGET,
    paddingHorizontal: space.l,
    paddingVertical: space.s,
    borderRadius: radius.pill,
    alignItems: "center",
    justifyContent: "center",
  },
  inner: { flexDirection: "row", alignItems: "center", gap: space.s },
});
