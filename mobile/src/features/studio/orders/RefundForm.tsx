import { useState } from "react";
import { newKey } from "#/api/client";
import { useRefund } from "#/api/queries/shop-orders";
import type { Order, OrderMoney } from "#/api/types";
import { Button, Text } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice, Notice } from "#/components/Notice";
import { RefundRows } from "#/features/orders/MoneyBack";
import { Choice } from "#/components/Choice";
import { minorOf } from "#/lib/typed";
import { useI18n } from "#/i18n/context";

type Props = { order: Order; paid: OrderMoney; onDone: () => void };

/** All that is left, or a part of it. What is on its way already is not left. */
export function RefundForm({ order, paid, onDone }: Props) {
  const { t, money } = useI18n();
  const refund = useRefund(order);
  const [kind, setKind] = useState<"whole" | "part">("whole");
  const [typed, setTyped] = useState("");
  const [why, setWhy] = useState("");
  const [intent, setIntent] = useState({ of: "", key: "" });
  const { payment, refunds } = paid;
  const currency = payment.amount.currency_code;
  const asked = refunds.filter((one) => one.state !== "failed" && one.cause !== "paid_twice").reduce((sum, one) => sum + one.amount.amount_minor, 0);
  const left = { currency_code: currency, amount_minor: payment.amount.amount_minor - asked };
  const minor = kind === "whole" ? left.amount_minor : minorOf(typed, currency);
  const isRight = minor !== null && minor > 0 && minor <= left.amount_minor;
  const press = () => {
    if (minor === null) return;
    const of = `${String(minor)}\n${why}`;
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    refund.mutate({ key, paymentId: payment.payment_id, amount: { currency_code: currency, amount_minor: minor }, reason: why.trim() });
  };
  return (
    <>
      <Text weight="medium">{t("fulfil.refundTitle", { no: order.order_no })}</Text>
      <RefundRows refunds={refunds} />
      {refund.isSuccess ? <Notice tone="jade" text={t("fulfil.asked")} /> : null}
      {!refund.isSuccess && left.amount_minor > 0 ? (
        <>
          <Choice
            label={t("fulfil.refund")}
            value={kind}
            options={[
              { value: "whole", text: t("fulfil.whole", { amount: money(left) }) },
              { value: "part", text: t("fulfil.part") },
            ]}
            onChange={setKind}
          />
          {kind === "part" ? (
            <Field
              label={t("fulfil.amount", { currency })}
              value={typed}
              onChange={setTyped}
              inputMode="decimal"
              wrong={typed !== "" && !isRight ? t("fulfil.amountWrong", { most: money(left) }) : undefined}
            />
          ) : null}
          <Field label={t("fulfil.why")} value={why} onChange={setWhy} maxLength={200} />
          {refund.isError ? <ErrorNotice error={refund.error} /> : null}
          <Button
            title={isRight ? t("fulfil.refundYes", { amount: money({ ...left, amount_minor: minor }) }) : t("fulfil.refund")}
            disabled={!isRight}
            busy={refund.isPending}
            onPress={press}
          />
        </>
      ) : null}
      <Button kind="quiet" title={t("fulfil.back")} onPress={onDone} />
    </>
  );
}
