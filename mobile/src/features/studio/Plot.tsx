import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { Text } from "#/components";
import { Card } from "#/components/Card";
import { Drawing } from "#/features/studio/Drawing";
import { PlotCard } from "#/features/studio/PlotCard";
import { areaPath, barsPath, bestOf, type Series } from "#/features/studio/series";
import { useClock } from "#/features/studio/useClock";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";

const HEIGHT = 140;

type Props = {
  title: string;
  series: Series | null;
  none: string;
  kind: "line" | "bars";
  tone: "lantern" | "jade" | "ink";
  write: (value: number) => string;
};

/** A figure over the minutes of the show, as a drawing or as a table. */
export function Plot({ title, series, none, kind, tone, write }: Props) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const clock = useClock();
  const [width, setWidth] = useState(0);
  if (series === null) {
    return (
      <Card title={title}>
        <Text tone="quiet">{none}</Text>
      </Card>
    );
  }
  const size = { width, height: HEIGHT };
  const color = colors[tone];
  const best = bestOf(series);
  const rows = series.points
    .filter(({ value }) => value > 0)
    .map(({ time, value }) => ({ key: String(time), cells: [clock(time), write(value)] }));
  return (
    <PlotCard title={title} rows={rows} from={clock(series.from)} to={clock(series.to)} height={HEIGHT + 36}>
      <View role="img" aria-label={`${title}. ${t("studio.most", { value: write(best.value), time: clock(best.time) })}`}>
        <Text size="xs" tone="quiet" tabular>
          {write(series.top)}
        </Text>
        <View
          style={[styles.field, { borderColor: colors.line }]}
          onLayout={({ nativeEvent }) => {
            setWidth(Math.round(nativeEvent.layout.width));
          }}
        >
          {width === 0 ? null : kind === "bars" ? (
            <Drawing {...size} fills={[{ d: barsPath(series, size), color }]} />
          ) : (
            <Drawing {...size} fills={[{ d: areaPath(series, size).area, color, opacity: 0.15 }]} line={{ d: areaPath(series, size).line, color }} />
          )}
        </View>
      </View>
    </PlotCard>
  );
}

const styles = StyleSheet.create({
  field: { height: HEIGHT, borderTopWidth: 1, borderBottomWidth: 1 },
});
