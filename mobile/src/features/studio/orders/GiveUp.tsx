import { useState } from "react";
import { newKey } from "#/api/client";
import { useWork } from "#/api/queries/shop-orders";
import type { CancelReason, Order } from "#/api/types";
import { Button, Text } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { Choice } from "#/components/Choice";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";

const REASONS: readonly { value: CancelReason; word: MessageKey }[] = [
  { value: "out_of_stock", word: "fulfil.outOfStock" },
  { value: "buyer_asked", word: "fulfil.buyerAsked" },
  { value: "unreachable", word: "fulfil.unreachable" },
  { value: "other", word: "fulfil.other" },
];

/** Cannot be undone and may move money, so it says so and wants a reason. */
export function GiveUp({ order, onDone }: { order: Order; onDone: () => void }) {
  const { t, money } = useI18n();
  const work = useWork(order);
  const [reason, setReason] = useState<CancelReason>("out_of_stock");
  const [note, setNote] = useState("");
  const [intent, setIntent] = useState({ of: "", key: "" });
  const isPaid = order.state !== "placed";
  const left = { ...order.total, amount_minor: order.total.amount_minor - order.refunded.amount_minor };
  const giveUp = () => {
    const of = `${reason}\n${note}`;
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    work.mutate({ verb: "cancel", key, reason, note: note.trim() }, { onSuccess: onDone });
  };
  return (
    <>
      <Text>{isPaid ? t("fulfil.giveUpPaid", { total: money(left) }) : t("fulfil.giveUpUnpaid")}</Text>
      <Choice
        label={t("fulfil.reason")}
        value={reason}
        options={REASONS.map(({ value, word }) => ({ value, text: t(word) }))}
        onChange={setReason}
      />
      <Field label={t("fulfil.note")} hint={t("fulfil.noteHint")} value={note} onChange={setNote} maxLength={200} multiline />
      {work.isError ? <ErrorNotice error={work.error} /> : null}
      <Button kind="outline" title={t("fulfil.giveUpYes")} busy={work.isPending} onPress={giveUp} />
      <Button kind="quiet" title={t("fulfil.back")} onPress={onDone} />
    </>
  );
}
