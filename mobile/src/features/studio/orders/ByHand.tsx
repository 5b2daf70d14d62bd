import { useState } from "react";
import { useFinishRefund } from "#/api/queries/shop-money";
import type { Order, Refund } from "#/api/types";
import { Button, Text } from "#/components";
import { Card } from "#/components/Card";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { useIntent } from "#/lib/intent";

const WHY: Partial<Record<string, MessageKey>> = {
  no_refund_call: "books.whyNoCall",
  not_configured: "books.whyNotSet",
  books_differ: "books.whyBooks",
};

/** A refund that the provider cannot do: why, what to do, and her word that it was done. */
export function ByHand({ order, refund }: { order: Order; refund: Refund }) {
  const { t, money } = useI18n();
  const finish = useFinishRefund(order, refund.refund_id);
  const keyOf = useIntent();
  const [note, setNote] = useState("");
  const [isTried, setTried] = useState(false);
  const amount = money(refund.amount);
  const isSaid = note.trim() !== "";
  const press = () => {
    setTried(true);
    if (isSaid) finish.mutate({ key: keyOf(note), note: note.trim() });
  };
  return (
    <Card title={t("books.byHand", { amount })}>
      <Text>{t(WHY[refund.code] ?? "books.whyOther", { code: refund.code })}</Text>
      <Text>{t("books.byHandDo")}</Text>
      <Field
        label={t("books.finishNote")}
        hint={t("books.finishHint")}
        wrong={isTried && !isSaid ? t("books.finishWrong") : undefined}
        value={note}
        onChange={setNote}
        maxLength={200}
      />
      {finish.isError ? <ErrorNotice error={finish.error} /> : null}
      <Button title={t("books.finish", { amount })} busy={finish.isPending} onPress={press} />
    </Card>
  );
}
