import { StyleSheet, View } from "react-native";
import type { Order } from "#/api/types";
import { Icon, Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

/** What has happened, with its time, and what comes next. */
export function Steps({ order }: { order: Order }) {
  const { t } = useI18n();
  return (
    <View role="list" style={styles.steps}>
      <Step text={t("orders.stepPlaced")} time={order.place_time} />
      {order.state === "cancelled" ? (
        <Step text={t(CAUSES[order.cancel_cause] ?? "orders.cancelled")} time={order.cancel_time} isEnd />
      ) : (
        <>
          <Step text={t("orders.stepPaid")} time={order.pay_time} />
          <Step text={t("orders.stepShip")} time={null} />
        </>
      )}
    </View>
  );
}

const CAUSES: Partial<Record<string, "orders.byBuyer" | "orders.byShop" | "orders.byDeadline">> = {
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
