import { useState } from "react";
import { newKey } from "#/api/client";
import { useChangeStock } from "#/api/queries/stock";
import type { Product, Variant } from "#/api/types";
import { Button } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { Choice } from "#/components/Choice";
import { countOf } from "#/lib/typed";
import { Chips } from "#/features/studio/orders/Chips";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";

const USUAL: Record<"receive" | "adjust", readonly MessageKey[]> = {
  receive: ["stock.whyDelivery", "stock.whyMade", "stock.whyBack"],
  adjust: ["stock.whyCount", "stock.whyDamaged", "stock.whyLost", "stock.whyGift"],
};

type Props = { verb: "receive" | "adjust"; product: Product; variant: Variant; onDone: () => void };

type Way = "out" | "in";

/** How many came in; or how many are to be put right, and which way. And why. */
export function ChangeForm({ verb, product, variant, onDone }: Props) {
  const { t } = useI18n();
  const change = useChangeStock(product, variant.variant_id);
  const [typed, setTyped] = useState("");
  const [way, setWay] = useState<Way>(verb === "receive" ? "in" : "out");
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  // another figure is another intention
  const [intent, setIntent] = useState({ of: "", key: "" });
  const quantity = countOf(typed);
  const isGood = quantity !== null && quantity > 0 && reason.trim() !== "";
  const send = () => {
    setTried(true);
    if (!isGood) return;
    const moved = way === "out" ? -quantity : quantity;
    const of = `${String(moved)}\n${reason}`;
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    change.mutate({ verb, key, quantity: moved, reason: reason.trim() }, { onSuccess: onDone });
  };
  return (
    <>
      {verb === "adjust" ? (
        <Choice
          label={t("stock.way")}
          value={way}
          options={[
            { value: "out", text: t("stock.takeOut") },
            { value: "in", text: t("stock.putIn") },
          ]}
          onChange={setWay}
        />
      ) : null}
      <Field
        label={t("stock.howMany")}
        hint={way === "out" ? t("stock.freeNow", { count: variant.stock.on_hand }) : undefined}
        wrong={isTried && (quantity === null || quantity === 0) ? t("stock.quantityWrong") : undefined}
        value={typed}
        onChange={setTyped}
        inputMode="numeric"
        maxLength={6}
      />
      <Field
        label={t("stock.why")}
        hint={t("stock.whyHint")}
        wrong={isTried && reason.trim() === "" ? t("stock.whyWrong") : undefined}
        value={reason}
        onChange={setReason}
        maxLength={200}
      />
      <Chips
        label={t("stock.usual")}
        options={USUAL[verb].map((word) => ({ value: t(word), text: t(word) }))}
        value={reason}
        onChange={setReason}
      />
      {change.isError ? <ErrorNotice error={change.error} /> : null}
      <Button icon="check" title={t(verb === "receive" ? "stock.receiveYes" : "stock.adjustYes")} busy={change.isPending} onPress={send} />
    </>
  );
}
