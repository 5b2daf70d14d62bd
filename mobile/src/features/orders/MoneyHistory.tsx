import { StyleSheet, View } from "react-native";
import { useOrderMoney } from "#/api/queries/payments";
import type { Order } from "#/api/types";
import { Text } from "#/components";
import { Card } from "#/components/Card";
import { moneyLines } from "#/features/orders/money-lines";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** Every try to pay, what arrived, what was asked back and what went back, in plain words. */
export function MoneyHistory({ order }: { order: Order }) {
  const { t, money, dateTime } = useI18n();
  const found = useOrderMoney(order.order_id, true);
  const lines = found.data ? moneyLines(found.data) : [];
  if (lines.length === 0) return null;
  return (
    <Card title={t("refunds.history")}>
      <View role="list" style={styles.lines}>
        {lines.map((line) => (
          <View role="listitem" key={line.id}>
            <Text>{t(line.word, { amount: money(line.amount), until: line.until ? dateTime(line.until) : "" })}</Text>
            <Text size="s" tone="quiet" tabular>
              {[dateTime(line.time), ...(line.way ? [t(line.way)] : [])].join(" · ")}
            </Text>
          </View>
        ))}
      </View>
    </Card>
  );
}

const styles = StyleSheet.create({ lines: { gap: space.m } });
