import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { useOrderMoney, useWithdrawAsk } from "#/api/queries/payments";
import type { Order, OrderMoney, RefundAsk } from "#/api/types";
import { Badge, Button, Sheet, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { AskRefund } from "#/features/orders/AskRefund";
import { declineWord, reasonWord } from "#/features/orders/refund-words";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { useIntent } from "#/lib/intent";
import { useNow } from "#/lib/now";
import { space } from "#/theme/tokens";

const STATES: Record<RefundAsk["state"], { word: MessageKey; tone: "amber" | "jade" | "signal" | "quiet" }> = {
  open: { word: "refunds.open", tone: "amber" },
  accepted: { word: "refunds.accepted", tone: "jade" },
  declined: { word: "refunds.declined", tone: "signal" },
  withdrawn: { word: "refunds.withdrawn", tone: "quiet" },
  overtaken: { word: "refunds.overtaken", tone: "quiet" },
};

/** The buyer's request, the shop's answer, and the way to ask, as long as there is one. */
export function RefundCard({ order }: { order: Order }) {
  const { t, dateTime } = useI18n();
  const found = useOrderMoney(order.order_id, order.pay_time !== null);
  const [isAsking, setAsking] = useState(false);
  const paid = found.data;
  if (!paid) return null;
  const last = paid.asks.at(-1);
  const mayAsk = paid.unaskable === "";
  const isTooLate = paid.unaskable === "too_late" && paid.ask_until_time !== null;
  if (!last && !mayAsk && !isTooLate) return null;
  const close = () => {
    setAsking(false);
  };
  return (
    <Card title={t("refunds.askTitle")}>
      {last ? <Asked ask={last} order={order} /> : null}
      {isTooLate ? (
        <Text size="s" tone="quiet">
          {t("refunds.tooLate", { until: dateTime(paid.ask_until_time ?? "") })}
        </Text>
      ) : null}
      {paid.unaskable === "too_often" ? <Text>{t("refunds.tooOften")}</Text> : null}
      {mayAsk ? <AskButton paid={paid} onPress={setAsking} /> : null}
      <Sheet title={t("refunds.ask")} isOpen={isAsking && mayAsk} onClose={close}>
        {isAsking ? <AskRefund order={order} paid={paid} onDone={close} /> : null}
      </Sheet>
    </Card>
  );
}

function AskButton({ paid, onPress }: { paid: OrderMoney; onPress: (is: boolean) => void }) {
  const { t, dateTime } = useI18n();
  return (
    <>
      <Button
        kind="outline"
        title={t("refunds.ask")}
        onPress={() => {
          onPress(true);
        }}
      />
      {paid.ask_until_time ? (
        <Text size="s" tone="quiet" center>
          {t("refunds.until", { until: dateTime(paid.ask_until_time) })}
        </Text>
      ) : null}
    </>
  );
}

function Asked({ ask, order }: { ask: RefundAsk; order: Order }) {
  const { t, money, dateTime } = useI18n();
  const now = useNow(30_000);
  const state = STATES[ask.state];
  const said = { amount: money(ask.amount), by: dateTime(ask.answer_by_time) };
  const isLate = Date.parse(ask.answer_by_time) < now;
  return (
    <View role="status" style={styles.asked}>
      <Badge text={t(state.word)} tone={state.tone} />
      {ask.state === "open" ? <Text>{t(isLate ? "refunds.lateBody" : "refunds.openBody", said)}</Text> : null}
      {ask.state === "accepted" ? <Text>{t("refunds.acceptedBody", said)}</Text> : null}
      {ask.state === "declined" ? <Text>{t(declineWord(ask))}</Text> : null}
      {ask.answer_note ? <Text>{t("refunds.shopSays", { note: ask.answer_note })}</Text> : null}
      <Text size="s" tone="quiet">
        {`${money(ask.amount)} · ${t(reasonWord(ask))}`}
      </Text>
      {ask.note ? (
        <Text size="s" tone="quiet">
          {t("refunds.youSay", { note: ask.note })}
        </Text>
      ) : null}
      {ask.state === "open" ? <Withdraw ask={ask} order={order} /> : null}
    </View>
  );
}

function Withdraw({ ask, order }: { ask: RefundAsk; order: Order }) {
  const { t } = useI18n();
  const withdraw = useWithdrawAsk(order.order_id);
  const keyOf = useIntent();
  return (
    <>
      {withdraw.isError ? <ErrorNotice error={withdraw.error} /> : null}
      <Button
        kind="quiet"
        title={t("refunds.withdraw")}
        busy={withdraw.isPending}
        onPress={() => {
          withdraw.mutate({ key: keyOf(ask.ask_id), askId: ask.ask_id });
        }}
      />
    </>
  );
}

const styles = StyleSheet.create({ asked: { gap: space.s } });
