/** How sending goes: grey while all is well. */
import { StyleSheet, View } from "react-native";
import { Notice } from "#/components/Notice";
import { Text } from "#/components/Text";
import type { Figures } from "#/features/broadcast/figures";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { space } from "#/theme/tokens";

const NONE = "–";
const BAD_LOSS = 0.05;

function shown(figures: Figures): { word: MessageKey; value: string; isBad: boolean }[] {
  const { bps, fps, width, height, roundTrip, loss, limit } = figures;
  return [
    { word: "broadcast.rate", value: bps > 0 ? `${(bps / 1e6).toFixed(1)} Mbit/s` : NONE, isBad: limit === "bandwidth" },
    { word: "broadcast.size", value: height > 0 ? `${width} × ${height} · ${Math.round(fps)} fps` : NONE, isBad: limit === "cpu" },
    { word: "broadcast.roundTrip", value: roundTrip === null ? NONE : `${Math.round(roundTrip * 1000)} ms`, isBad: false },
    { word: "broadcast.loss", value: loss === null ? NONE : `${(loss * 100).toFixed(1)} %`, isBad: (loss ?? 0) >= BAD_LOSS },
  ];
}

export function FiguresStrip({ figures }: { figures: Figures }) {
  const i18n = useI18n();
  const { limit } = figures;
  return (
    <View role="group" aria-label={i18n.t("broadcast.figures")} style={styles.strip}>
      <View style={styles.row}>
        {shown(figures).map(({ word, value, isBad }) => (
          <View key={word} style={styles.one}>
            <Text size="xs" tone="quiet">
              {i18n.t(word)}
            </Text>
            <Text size="s" tone={isBad ? "amber" : "quiet"} tabular>
              {value}
            </Text>
          </View>
        ))}
      </View>
      {limit === "cpu" ? <Notice text={i18n.t("broadcast.limitCpu")} /> : null}
      {limit === "bandwidth" ? <Notice text={i18n.t("broadcast.limitBandwidth")} /> : null}
    </View>
  );
}

const styles = StyleSheet.create({
  strip: { gap: space.s },
  row: { flexDirection: "row", flexWrap: "wrap", columnGap: space.xl, rowGap: space.xs },
  one: { minWidth: 88 },
});
