import { StyleSheet, View } from "react-native";
import type { Summary } from "#/api/types";
import { Text } from "#/components";
import { Card } from "#/components/Card";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

type Products = Summary["sales"]["products"];

/** What was sold, the most money first, with its share as a bar. */
export function SoldTable({ products }: { products: Products }) {
  const { t, money, count } = useI18n();
  const { colors } = useTheme();
  const most = Math.max(1, ...products.map(({ amount }) => amount));
  return (
    <Card title={t("studio.byProduct")}>
      {products.length === 0 ? <Text tone="quiet">{t("studio.noneSold")}</Text> : null}
      <View role="table" aria-label={t("studio.byProduct")}>
        {products.map((one) => (
          <View key={`${one.product_id}${one.currency}`} role="row" style={[styles.row, { borderColor: colors.line }]}>
            <View style={styles.line}>
              <Text size="s" numberOfLines={2} role="cell" style={styles.title}>
                {one.title}
              </Text>
              <Text size="s" tone="quiet" tabular role="cell">
                {t("studio.units", { count: count(one.units) })}
              </Text>
              <Text size="s" weight="bold" tabular role="cell" numberOfLines={1} style={styles.amount}>
                {money({ currency_code: one.currency, amount_minor: one.amount })}
              </Text>
            </View>
            <View aria-hidden style={{ height: 6, borderRadius: 3, width: `${Math.max(1, (one.amount / most) * 100)}%`, backgroundColor: colors.lantern }} />
          </View>
        ))}
      </View>
    </Card>
  );
}

const styles = StyleSheet.create({
  row: { gap: space.xs, paddingVertical: space.s, borderBottomWidth: 1 },
  line: { flexDirection: "row", alignItems: "baseline", gap: space.m },
  title: { flex: 1, minWidth: 0 },
  amount: { minWidth: 88, textAlign: "right" },
});
