import { StyleSheet, View } from "react-native";
import { Text } from "#/components/Text";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, scrim, space } from "#/theme/tokens";

/** LIVE, with the number of viewers when it is known. Brings its own ground: it lies on pictures. */
export function LiveMark({ viewers }: { viewers?: number }) {
  const { colors } = useTheme();
  const i18n = useI18n();
  return (
    <View style={styles.row}>
      <View style={[styles.live, { backgroundColor: colors.signal }]}>
        <View style={[styles.dot, { backgroundColor: colors.onSignal }]} />
        <Text size="xs" weight="bold" tone="onSignal">
          {i18n.t("show.live")}
        </Text>
      </View>
      {viewers !== undefined && viewers > 0 ? (
        <Text size="xs" weight="medium" tone="scrimInk" tabular style={styles.viewers}>
          {i18n.t("show.viewers", { count: i18n.count(viewers) })}
        </Text>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", alignSelf: "flex-start", backgroundColor: scrim.hard, borderRadius: radius.pill },
  live: { flexDirection: "row", alignItems: "center", gap: space.xs, paddingHorizontal: space.s, paddingVertical: 2, borderRadius: radius.pill },
  dot: { width: 6, height: 6, borderRadius: 3 },
  viewers: { paddingHorizontal: space.s },
});
