import { StyleSheet, View } from "react-native";
import { Text } from "#/components/Text";
import type { Standing } from "#/features/broadcast/broadcaster";
import { useI18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import { useTheme } from "#/theme/context";
import { radius, scrim, space } from "#/theme/tokens";

function clock(ms: number): string {
  const [minutes, seconds] = [Math.floor(ms / 60_000), Math.floor(ms / 1000) % 60];
  return `${minutes}:${String(seconds).padStart(2, "0")}`;
}

/** Over the picture: whether it goes out, and since when. */
export function StandingMark({ standing }: { standing: Standing }) {
  const i18n = useI18n();
  const { colors } = useTheme();
  const isOnAir = standing.state === "onAir";
  const now = useNow(1000, isOnAir);
  if (standing.state === "off" || standing.state === "failed") return null;
  const word = isOnAir ? "broadcast.onAir" : standing.state === "connecting" ? "broadcast.connecting" : "broadcast.reconnecting";
  return (
    <View role="status" style={[styles.mark, { backgroundColor: isOnAir ? colors.signal : scrim.hard }]}>
      <Text size="s" weight="bold" tone={isOnAir ? "onSignal" : "amber"}>
        {i18n.t(word)}
      </Text>
      {isOnAir ? (
        <Text size="s" weight="bold" tone="onSignal" tabular aria-hidden>
          {clock(Math.max(0, now - standing.since))}
        </Text>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  mark: { flexDirection: "row", gap: space.s, paddingHorizontal: space.m, paddingVertical: space.xs, borderRadius: radius.pill },
});
