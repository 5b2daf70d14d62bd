import { useState } from "react";
import { useAskRefund } from "#/api/queries/payments";
import type { AskReason, Order, OrderMoney } from "#/api/types";
import { Button, Text } from "#/components";
import { Choice } from "#/components/Choice";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { REASONS } from "#/features/orders/refund-words";
import { useI18n } from "#/i18n/context";
import { useIntent } from "#/lib/intent";
import { minorOf } from "#/lib/typed";

type Props = { order: Order; paid: OrderMoney; onDone: () => void };

/** How much, why, and what the shop should know. */
export function AskRefund({ order, paid, onDone }: Props) {
  const { t, money, dateTime } = useI18n();
  const ask = useAskRefund(order.order_id);
  const keyOf = useIntent();
  const [kind, setKind] = useState<"whole" | "part">("whole");
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState<AskReason>("damaged");
  const [note, setNote] = useState("");
  const [isTried, setTried] = useState(false);
  const most = paid.askable;
  const minor = kind === "whole" ? most.amount_minor : minorOf(typed, most.currency_code);
  const isRight = minor !== null && minor > 0 && minor <= most.amount_minor;
  const isSaid = reason !== "other" || note.trim() !== "";
  const amount = { ...most, amount_minor: isRight ? minor : 0 };
  const send = () => {
    setTried(true);
    if (!isRight || !isSaid) return;
    const said = note.trim();
    ask.mutate({ key: keyOf(`${String(minor)}\n${reason}\n${said}`), amount, reason, note: said }, { onSuccess: onDone });
  };
  return (
    <>
      <Text>{t("refunds.askBody")}</Text>
      <Choice
        label={t("refunds.howMuch")}
        value={kind}
        options={[
          { value: "whole", text: t("refunds.whole", { amount: money(most) }) },
          { value: "part", text: t("refunds.part") },
        ]}
        onChange={setKind}
      />
      {kind === "part" ? (
        <Field
          label={t("refunds.amount", { currency: most.currency_code })}
          value={typed}
          onChange={setTyped}
          inputMode="decimal"
          wrong={(isTried || typed !== "") && !isRight ? t("refunds.amountWrong", { most: money(most) }) : undefined}
        />
      ) : null}
      <Choice
        label={t("refunds.reason")}
        value={reason}
        options={REASONS.map(({ value, word }) => ({ value, text: t(word) }))}
        onChange={setReason}
      />
      <Field
        label={t("refunds.note")}
        hint={t("refunds.noteHint")}
        wrong={isTried && !isSaid ? t("refunds.noteWrong") : undefined}
        value={note}
        onChange={setNote}
        maxLength={300}
        multiline
      />
      {ask.isError ? <ErrorNotice error={ask.error} /> : null}
      <Button title={isRight ? t("refunds.send", { amount: money(amount) }) : t("refunds.ask")} busy={ask.isPending} onPress={send} />
      {paid.ask_until_time ? (
        <Text size="s" tone="quiet" center>
          {t("refunds.until", { until: dateTime(paid.ask_until_time) })}
        </Text>
      ) : null}
    </>
  );
}
