import { StyleSheet, View } from "react-native";
import type { Order } from "#/api/types";
import { Text } from "#/components";
import type { MessageKey } from "#/i18n/load";
import { useI18n } from "#/i18n/context";
import type { Standing } from "#/features/orders/status";
import { space } from "#/theme/tokens";

type Tone = "jade" | "amber" | "signal" | "quiet";
const WORDS: Record<Standing, { title: MessageKey; body: MessageKey; tone: Tone }> = {
  payable: { title: "orders.payable", body: "orders.payableBody", tone: "amber" },
  confirming: { title: "orders.confirming", body: "orders.confirmingBody", tone: "amber" },
  code: { title: "orders.payable", body: "orders.codeBody", tone: "amber" },
  failed: { title: "orders.failed", body: "orders.failedBody", tone: "signal" },
  paid: { title: "orders.paid", body: "orders.paidBody", tone: "jade" },
  packed: { title: "orders.packed", body: "orders.packedBody", tone: "jade" },
  shipped: { title: "orders.shipped", body: "orders.shippedBody", tone: "jade" },
  delivered: { title: "orders.delivered", body: "orders.deliveredBody", tone: "jade" },
  completed: { title: "orders.completed", body: "orders.completedBody", tone: "quiet" },
  expired: { title: "orders.expired", body: "orders.expiredBody", tone: "quiet" },
  late: { title: "orders.late", body: "orders.lateBody", tone: "quiet" },
  cancelled: { title: "orders.cancelled", body: "orders.cancelledBody", tone: "quiet" },
  refund: { title: "orders.refund", body: "orders.refundBody", tone: "amber" },
  refunded: { title: "orders.refunded", body: "orders.refundedBody", tone: "quiet" },
};

/** How it stands, and what that means for the money. */
export function StandingText({ standing, order }: { standing: Standing; order: Order }) {
  const { t, dateTime, money } = useI18n();
  const words = WORDS[standing];
  return (
    <View role="status" style={styles.box}>
      <Text size="l" weight="bold" tone={words.tone} heading={2}>
        {t(words.title)}
      </Text>
      <Text>{t(words.body, { until: dateTime(order.pay_deadline), total: money(order.total) })}</Text>
    </View>
  );
}

const styles = StyleSheet.create({ box: { gap: space.xs } });
