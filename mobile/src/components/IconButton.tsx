import { Pressable, StyleSheet, View, type StyleProp, type ViewStyle } from "react-native";
import { Icon } from "#/components/Icon";
import type { IconName } from "#/components/Icon.paths";
import { Text } from "#/components/Text";
import { useTheme } from "#/theme/context";
import { TARGET, radius, scrim } from "#/theme/tokens";

type Props = {
  icon: IconName;
  label: string;
  onPress: () => void;
  /** On a picture it brings its own ground. */
  over?: "page" | "picture";
  count?: number;
  disabled?: boolean;
  pressed?: boolean;
  style?: StyleProp<ViewStyle>;
};

export function IconButton({ icon, label, onPress, over = "page", count = 0, disabled = false, pressed: isOn, style }: Props) {
  const { colors } = useTheme();
  return (
    <Pressable
      role="button"
      aria-label={label}
      aria-pressed={isOn}
      aria-disabled={disabled}
      disabled={disabled}
      onPress={onPress}
      style={({ pressed }) => [
        styles.button,
        over === "picture" && { backgroundColor: scrim.soft },
        { opacity: disabled ? 0.5 : pressed ? 0.7 : 1 },
        style,
      ]}
    >
      <Icon name={icon} color={over === "picture" ? scrim.ink : colors.ink} />
      {count > 0 ? (
        <View style={[styles.count, { backgroundColor: colors.lantern }]}>
          <Text size="xs" weight="bold" tone="onLantern" tabular style={styles.number}>
            {count > 99 ? "99+" : String(count)}
          </Text>
        </View>
      ) : null}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  button: {
    width: TARGET,
    height: TARGET,
    borderRadius: radius.pill,
    alignItems: "center",
    justifyContent: "center",
  },
  count: {
    position: "absolute",
    top: 0,
    right: 0,
    minWidth: 18,
    height: 18,
    paddingHorizontal: 4,
    borderRadius: radius.pill,
    alignItems: "center",
    justifyContent: "center",
  },
  number: { lineHeight: 18 },
});
