import { StyleSheet, View } from "react-native";
import { useOrderMoney } from "#/api/queries/payments";
import type { Order, Refund } from "#/api/types";
import { Badge, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { space } from "#/theme/tokens";

const STATES: Record<Refund["state"], { word: MessageKey; tone: "jade" | "amber" | "quiet" }> = {
  open: { word: "orders.refundOpen", tone: "amber" },
  by_hand: { word: "orders.refundByHand", tone: "amber" },
  done: { word: "orders.refundDone", tone: "jade" },
  failed: { word: "orders.refundFailed", tone: "quiet" },
};

/** What went back and what is on its way; nothing when nothing does. */
export function MoneyBack({ order }: { order: Order }) {
  const { t, money } = useI18n();
  const asked = useOrderMoney(order.order_id, order.pay_time !== null || order.state === "cancelled" || order.state === "expired");
  // a refusal is the shop's affair and is tried again
  const refunds = (asked.data?.refunds ?? []).filter((one) => one.state !== "failed");
  if (asked.isError) return <ErrorNotice error={asked.error} />;
  if (refunds.length === 0 && order.refunded.amount_minor === 0) return null;
  return (
    <Card title={t("orders.refunds")}>
      {order.refunded.amount_minor > 0 ? (
        <Text>{t("orders.refundedOf", { amount: money(order.refunded), total: money(order.total) })}</Text>
      ) : null}
      <RefundRows refunds={refunds} />
    </Card>
  );
}

export function RefundRows({ refunds }: { refunds: readonly Refund[] }) {
  const { t, money, dateTime } = useI18n();
  return (
    <View role="list" style={styles.rows}>
      {refunds.map((refund) => {
        const state = STATES[refund.state];
        return (
          <View role="listitem" key={refund.refund_id} style={styles.row}>
            <View style={styles.words}>
              <Text weight="medium" tabular>
                {money(refund.amount)}
              </Text>
              <Text size="s" tone="quiet" tabular>
                {dateTime(refund.refund_time ?? refund.create_time)}
              </Text>
            </View>
            <Badge text={t(state.word)} tone={state.tone} />
          </View>
        );
      })}
    </View>
  );
}

const styles = StyleSheet.create({
  rows: { gap: space.m },
  row: { flexDirection: "row", alignItems: "center", gap: space.m },
  words: { flex: 1, minWidth: 0 },
});
