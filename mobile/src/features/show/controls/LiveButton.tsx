import { Pressable, StyleSheet, View } from "react-native";
import { Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { TARGET, radius, scrim, space } from "#/theme/tokens";

/** Below this the player catches up by itself before anybody has read it. */
const BEHIND_S = 3;

/** Says that it is live; pressed, goes there, when the picture is behind. */
export function LiveButton({ behind, isPaused, onPress }: { behind: number; isPaused: boolean; onPress: () => void }) {
  const { t } = useI18n();
  const { colors } = useTheme();
  if (!isPaused && behind < BEHIND_S) return null;
  return (
    <Pressable role="button" onPress={onPress} style={({ pressed }) => [styles.button, { opacity: pressed ? 0.8 : 1 }]}>
      <View style={[styles.dot, { backgroundColor: colors.quiet }]} />
      <Text size="s" weight="medium" tone="scrimInk" numberOfLines={1}>
        {t("player.toLive")}
      </Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  button: {
    flexDirection: "row",
    alignItems: "center",
    gap: space.s,
    alignSelf: "flex-start",
    minHeight: TARGET,
    paddingHorizontal: space.m,
    borderRadius: radius.pill,
    backgroundColor: scrim.soft,
  },
  dot: { width: 8, height: 8, borderRadius: radius.pill },
});
