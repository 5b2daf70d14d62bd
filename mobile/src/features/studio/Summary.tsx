import { useRouter } from "expo-router";
import { StyleSheet, View, useWindowDimensions } from "react-native";
import { useSummary } from "#/api/queries/studio";
import type { Show } from "#/api/types";
import { Button, ErrorState, Skeleton, Text } from "#/components";
import { Page } from "#/components/Page";
import { Plot } from "#/features/studio/Plot";
import { productSeriesOf } from "#/features/studio/product-series";
import { ProductPlots } from "#/features/studio/ProductPlots";
import { seriesOf } from "#/features/studio/series";
import { SoldTable } from "#/features/studio/SoldTable";
import { TABLE } from "#/features/studio/sizes";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { WIDE, radius, space } from "#/theme/tokens";

/** The last orders are paid minutes after the end. */
const POLL_MS = 10_000;

/** After the show: what came of it. */
export function Summary({ show }: { show: Show }) {
  const { t, dateTime, count, money } = useI18n();
  const router = useRouter();
  const isWide = useWindowDimensions().width >= WIDE;
  const query = useSummary(show.show_id, POLL_MS);
  const summary = query.data;
  const span = { start: summary?.start_time ?? null, end: summary?.end_time ?? null };
  const { currencies, products, minutes } = summary?.sales ?? { currencies: [], products: [], minutes: [] };
  const plots = summary
    ? [
        <Plot
          key="viewers"
          title={t("studio.viewersOverTime")}
          series={seriesOf(summary.viewers.minutes.map(({ time, count: value }) => ({ time, value })), span, "most")}
          none={t("studio.noneWatched")}
          kind="line"
          tone="ink"
          write={count}
        />,
        ...currencies.map(({ currency }) => (
          <Plot
            key={currency}
            title={t("studio.salesOverTime", { currency })}
            series={seriesOf(minutes.filter((one) => one.currency === currency).map(({ time, amount: value }) => ({ time, value })), span, "sum")}
            none={t("studio.noneSold")}
            kind="bars"
            tone="jade"
            write={(value) => money({ currency_code: currency, amount_minor: Math.round(value) })}
          />
        )),
        ...currencies.flatMap(({ currency }) => {
          const [first, ...others] = productSeriesOf({ products, minutes }, currency, span);
          return first ? [<ProductPlots key={`${currency} by product`} currency={currency} products={[first, ...others]} />] : [];
        }),
        <SoldTable key="products" products={products} />,
        <Plot
          key="chat"
          title={t("studio.chatOverTime")}
          series={seriesOf(summary.chat.minutes.map(({ time, count: value }) => ({ time, value })), span, "sum")}
          none={t("studio.noneSaid")}
          kind="bars"
          tone="lantern"
          write={count}
        />,
      ]
    : [];
  return (
    <Page title={show.title} up={`/studio/shops/${show.shop_id}`} width={TABLE}>
      <View style={styles.facts}>
        <Text tone="quiet">{t("studio.endedAt", { when: dateTime(show.end_time ?? show.schedule_time) })}</Text>
        <Button
          kind="outline"
          icon="play"
          title={t("studio.seeReplay")}
          onPress={() => {
            router.push(`/shows/${show.show_id}`);
          }}
        />
      </View>
      {query.isPending ? <Skeleton height={96} /> : null}
      {query.isError && !summary ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {summary ? (
        <View style={styles.totals}>
          <Total
            name={t("studio.sold")}
            value={currencies.map(({ currency, amount }) => money({ currency_code: currency, amount_minor: amount })).join(" + ") || "–"}
            isMain
          />
          <Total name={t("studio.orders")} value={count(currencies.reduce((sum, { orders }) => sum + orders, 0))} />
          <Total name={t("studio.unitsSold")} value={count(currencies.reduce((sum, { units }) => sum + units, 0))} />
          <Total name={t("studio.peak")} value={count(summary.viewers.peak)} />
          <Total name={t("studio.messages")} value={count(summary.chat.total)} />
        </View>
      ) : null}
      <View style={isWide ? styles.grid : styles.stack}>
        {plots.map((plot) => (
          <View key={plot.key} style={isWide ? styles.half : null}>
            {plot}
          </View>
        ))}
      </View>
    </Page>
  );
}

function Total({ name, value, isMain = false }: { name: string; value: string; isMain?: boolean }) {
  const { colors } = useTheme();
  return (
    <View style={[styles.total, { backgroundColor: colors.surface, borderColor: colors.line }]}>
      <Text size="xl" weight="bold" tabular tone={isMain ? "jade" : "ink"} numberOfLines={1}>
        {value}
      </Text>
      <Text size="s" tone="quiet">
        {name}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  facts: { flexDirection: "row", flexWrap: "wrap", alignItems: "center", justifyContent: "space-between", gap: space.s },
  totals: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
  total: { flexGrow: 1, minWidth: 132, borderWidth: 1, borderRadius: radius.m, padding: space.m },
  stack: { gap: space.l },
  grid: { flexDirection: "row", flexWrap: "wrap", gap: space.l },
  half: { width: "48%", flexGrow: 1 },
});
