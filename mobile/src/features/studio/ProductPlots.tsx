import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { Text } from "#/components";
import { Drawing } from "#/features/studio/Drawing";
import { PlotCard } from "#/features/studio/PlotCard";
import type { ProductSeries } from "#/features/studio/product-series";
import { barsPath, bestOf } from "#/features/studio/series";
import { useClock } from "#/features/studio/useClock";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

const HEIGHT = 44;
const TABLE_HEIGHT = 320;

type Props = { currency: string; products: [ProductSeries, ...ProductSeries[]] };

/** Sales over time, a row for each product under one another: told apart by name and place, not by colour. */
export function ProductPlots({ currency, products }: Props) {
  const { t, money } = useI18n();
  const { colors } = useTheme();
  const clock = useClock();
  const [width, setWidth] = useState(0);
  const write = (value: number) => money({ currency_code: currency, amount_minor: Math.round(value) });
  const nameOf = ({ title }: ProductSeries) => title ?? t("studio.otherProducts");
  const { from, to, top } = products[0].series;
  const rows = products
    .flatMap((one) => one.series.points.map(({ time, value }) => ({ time, value, name: nameOf(one), key: `${time}${one.key}` })))
    .filter(({ value }) => value > 0)
    .sort((a, b) => a.time - b.time)
    .map(({ key, time, name, value }) => ({ key, cells: [clock(time), name, write(value)] }));
  return (
    <PlotCard title={t("studio.productsOverTime", { currency })} rows={rows} from={clock(from)} to={clock(to)} height={TABLE_HEIGHT}>
      <Text size="xs" tone="quiet" tabular>
        {t("studio.eachUpTo", { value: write(top) })}
      </Text>
      {products.map((one) => {
        const best = bestOf(one.series);
        const most = t("studio.most", { value: write(best.value), time: clock(best.time) });
        return (
          <View key={one.key} role="img" aria-label={`${nameOf(one)}: ${write(one.sum)}. ${most}`} style={styles.product}>
            <View style={styles.head}>
              <Text size="s" numberOfLines={1} tone={one.title === null ? "quiet" : "ink"} style={styles.name}>
                {nameOf(one)}
              </Text>
              <Text size="s" weight="bold" tabular numberOfLines={1}>
                {write(one.sum)}
              </Text>
            </View>
            <View
              style={[styles.field, { borderColor: colors.line }]}
              onLayout={({ nativeEvent }) => {
                setWidth(Math.round(nativeEvent.layout.width));
              }}
            >
              {width === 0 ? null : (
                <Drawing
                  width={width}
                  height={HEIGHT}
                  fills={[{ d: barsPath(one.series, { width, height: HEIGHT }), color: one.title === null ? colors.quiet : colors.jade }]}
                />
              )}
            </View>
          </View>
        );
      })}
    </PlotCard>
  );
}

const styles = StyleSheet.create({
  product: { paddingTop: space.s },
  head: { flexDirection: "row", alignItems: "baseline", gap: space.m },
  name: { flex: 1, minWidth: 0 },
  field: { height: HEIGHT + 1, borderBottomWidth: 1 },
});
