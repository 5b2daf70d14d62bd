import { useState } from "react";
import { ScrollView, StyleSheet, View } from "react-native";
import { Button, Text } from "#/components";
import { Card } from "#/components/Card";
import { Drawing } from "#/features/studio/Drawing";
import { areaPath, barsPath, type Series } from "#/features/studio/series";
import { useI18n } from "#/i18n/context";
import { TAGS } from "#/i18n/locales";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

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
  const { t, locale } = useI18n();
  const { colors } = useTheme();
  const [isTable, setTable] = useState(false);
  const [width, setWidth] = useState(0);
  const clock = (time: number) =>
    new Intl.DateTimeFormat(TAGS[locale], { hour: "2-digit", minute: "2-digit" }).format(new Date(time));
  if (series === null) {
    return (
      <Card title={title}>
        <Text tone="quiet">{none}</Text>
      </Card>
    );
  }
  const size = { width, height: HEIGHT };
  const color = colors[tone];
  const best = series.points.reduce((most, point) => (point.value > most.value ? point : most));
  return (
    <Card title={title}>
      {isTable ? (
        <ScrollView style={styles.table}>
          <View role="table" aria-label={title}>
            {series.points
              .filter(({ value }) => value > 0)
              .map(({ time, value }) => (
                <View key={time} role="row" style={[styles.row, { borderColor: colors.line }]}>
                  <Text size="s" tone="quiet" tabular role="cell">
                    {clock(time)}
                  </Text>
                  <Text size="s" weight="medium" tabular role="cell">
                    {write(value)}
                  </Text>
                </View>
              ))}
          </View>
        </ScrollView>
      ) : (
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
          <View style={styles.ends}>
            <Text size="xs" tone="quiet" tabular>
              {clock(series.from)}
            </Text>
            <Text size="xs" tone="quiet" tabular>
              {clock(series.to)}
            </Text>
          </View>
        </View>
      )}
      <Button
        kind="quiet"
        title={t(isTable ? "studio.asPlot" : "studio.asTable")}
        label={`${t(isTable ? "studio.asPlot" : "studio.asTable")}: ${title}`}
        onPress={() => {
          setTable((is) => !is);
        }}
      />
    </Card>
  );
}

const styles = StyleSheet.create({
  field: { height: HEIGHT, borderTopWidth: 1, borderBottomWidth: 1 },
  ends: { flexDirection: "row", justifyContent: "space-between" },
  table: { maxHeight: HEIGHT + 36 },
  row: { flexDirection: "row", justifyContent: "space-between", gap: space.m, borderBottomWidth: 1, paddingVertical: space.xs },
});
