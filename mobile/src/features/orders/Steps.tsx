import { StyleSheet, View } from "react-native";
import type { Order, OrderState } from "#/api/types";
import { Icon, Text } from "#/components";
import { isEnded } from "#/features/orders/looks";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

const LINE = [
  { state: "paid", word: "orders.stepPaid" },
  { state: "packed", word: "orders.stepPacked" },
  { state: "shipped", word: "orders.stepShip" },
  { state: "delivered", word: "orders.stepDelivered" },
] as const;

/** What has happened, with its time, and what comes next. */
export function Steps({ order }: { order: Order }) {
  const { t } = useI18n();
  const timeOf = (state: OrderState) => order.history.find((change) => change.state === state)?.time ?? null;
  const isOver = isEnded(order.state);
  return (
    <View role="list" style={styles.steps}>
      <Step text={t("orders.stepPlaced")} time={order.place_time} />
      {LINE.map(({ state, word }) => {
        const time = timeOf(state);
        return isOver && time === null ? null : <Step key={state} text={t(word)} time={time} />;
      })}
      {isOver ? <Step text={t(endOf(order))} time={timeOf(order.state)} isEnd /> : null}
    </View>
  );
}

function endOf(order: Order): MessageKey {
  if (order.state === "refunded") return "orders.refunded";
  return CAUSES[order.cancel_cause] ?? "orders.cancelled";
}

const CAUSES: Partial<Record<string, MessageKey>> = {
  buyer: "orders.byBuyer",
  shop: "orders.byShop",
  deadline: "orders.byDeadline",
};

function Step({ text, time, isEnd = false }: { text: string; time: string | null; isEnd?: boolean }) {
  const { colors } = useTheme();
  const { t, dateTime } = useI18n();
  const color = isEnd ? colors.signal : time ? colors.jade : colors.line;
  return (
    <View role="listitem" style={styles.step}>
      <View style={[styles.mark, { borderColor: color }]}>
        {time ? <Icon name={isEnd ? "close" : "check"} size={16} color={color} /> : null}
      </View>
      <Text tone={time ? "ink" : "quiet"} style={styles.text}>
        {text}
      </Text>
      <Text size="s" tone="quiet" tabular>
        {time ? dateTime(time) : t("orders.notYet")}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  steps: { gap: space.m },
  step: { flexDirection: "row", alignItems: "center", gap: space.m },
  mark: { width: 24, height: 24, borderRadius: 12, borderWidth: 2, alignItems: "center", justifyContent: "center" },
  text: { flex: 1 },
});
