import { useState } from "react";
import { useReturnStock } from "#/api/queries/shop-money";
import type { Order } from "#/api/types";
import { Button, Text } from "#/components";
import { Choice } from "#/components/Choice";
import { Field } from "#/components/Field";
import { ErrorNotice, Notice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";
import { useIntent } from "#/lib/intent";
import { countOf } from "#/lib/typed";

/** Things that came back go on sale again; the money is another matter. */
export function ReturnForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const { t } = useI18n();
  const back = useReturnStock(order);
  const keyOf = useIntent();
  const [variantId, setVariantId] = useState(order.lines[0]?.variant_id ?? "");
  const [typed, setTyped] = useState("1");
  const [why, setWhy] = useState("");
  const [isTried, setTried] = useState(false);
  const most = order.lines.find((line) => line.variant_id === variantId)?.quantity ?? 0;
  const quantity = countOf(typed);
  const isRight = quantity !== null && quantity >= 1 && quantity <= most;
  const press = () => {
    setTried(true);
    if (!isRight || why.trim() === "") return;
    back.mutate({ key: keyOf(`${variantId}\n${String(quantity)}\n${why}`), variantId, quantity, reason: why.trim() });
  };
  return (
    <>
      <Text weight="medium">{t("books.returns")}</Text>
      <Text>{t("books.returnsBody")}</Text>
      {back.isSuccess ? (
        <Notice tone="jade" text={t("books.returnsDone")} />
      ) : (
        <>
          <Choice
            label={t("books.returnsThing")}
            value={variantId}
            options={order.lines.map((line) => ({ value: line.variant_id, text: `${line.title} × ${String(line.quantity)}` }))}
            onChange={setVariantId}
          />
          <Field
            label={t("books.returnsMany")}
            value={typed}
            onChange={setTyped}
            inputMode="numeric"
            maxLength={4}
            wrong={isTried && !isRight ? t("books.returnsWrong", { most }) : undefined}
          />
          <Field
            label={t("books.returnsWhy")}
            value={why}
            onChange={setWhy}
            maxLength={200}
            wrong={isTried && why.trim() === "" ? t("books.returnsWhyWrong") : undefined}
          />
          {back.isError ? <ErrorNotice error={back.error} /> : null}
          <Button title={t("books.returnsYes")} busy={back.isPending} onPress={press} />
        </>
      )}
      <Button kind="quiet" title={t("fulfil.back")} onPress={onDone} />
    </>
  );
}
