import { StyleSheet, View } from "react-native";
import { Icon, Text } from "#/components";
import { bitRate } from "#/features/studio/health";
import type { LiveShow } from "#/features/studio/useLive";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

const TONE = { watch: "amber", bad: "signal" } as const;

/** Grey figures while all is well; a sentence in colour for what is not. */
export function HealthStrip({ live }: { live: LiveShow }) {
  const { t, count, tag } = useI18n();
  const { colors } = useTheme();
  const { ingest } = live;
  const figures = [
    ...(ingest?.signal === "receiving" && ingest.bitrate_bps > 0 ? [{ name: ingest.protocol.toUpperCase(), value: bitRate(ingest.bitrate_bps, tag) }] : []),
    { name: t("studio.viewers"), value: count(live.room.viewers) },
    { name: t("studio.chatRate"), value: count(live.chatPerMinute) },
  ];
  return (
    <View style={styles.box}>
      <View style={styles.figures}>
        {figures.map(({ name, value }) => (
          <View key={name} style={styles.figure}>
            <Text size="s" tone="quiet" tabular weight="medium">
              {value}
            </Text>
            <Text size="xs" tone="quiet">
              {name}
            </Text>
          </View>
        ))}
      </View>
      <View role="status" aria-live="polite">
        {live.troubles.map(({ level, message, code }) => (
          <View key={message + (code ?? "")} style={styles.trouble}>
            <Icon name="alert" size={20} color={colors[TONE[level]]} />
            <Text size="s" weight="medium" tone={TONE[level]} style={styles.grow}>
              {t(message, { code: code ?? "" })}
            </Text>
          </View>
        ))}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  box: { gap: space.xs },
  figures: { flexDirection: "row", flexWrap: "wrap", columnGap: space.l, rowGap: space.xs },
  figure: { flexDirection: "row", alignItems: "baseline", gap: space.xs },
  trouble: { flexDirection: "row", alignItems: "center", gap: space.s },
  grow: { flex: 1 },
});
