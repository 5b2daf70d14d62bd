import { useState } from "react";
import { newKey } from "#/api/client";
import { useSetLimits } from "#/api/queries/stock";
import type { Product } from "#/api/types";
import { Button, Text } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { countOf } from "#/lib/typed";
import { useI18n } from "#/i18n/context";

/** Empty is no limit. */
function limitOf(typed: string): number | null | undefined {
  if (typed.trim() === "") return null;
  const limit = countOf(typed);
  return limit === null || limit === 0 ? undefined : limit;
}

export function LimitsForm({ product, onDone }: { product: Product; onDone: () => void }) {
  const { t } = useI18n();
  const set = useSetLimits(product);
  const [person, setPerson] = useState(String(product.limits.per_person ?? ""));
  const [show, setShow] = useState(String(product.limits.per_show ?? ""));
  const [isTried, setTried] = useState(false);
  const [intent, setIntent] = useState({ of: "", key: "" });
  const perPerson = limitOf(person);
  const perShow = limitOf(show);
  const wrong = (limit: number | null | undefined) => (isTried && limit === undefined ? t("stock.limitWrong") : undefined);
  const send = () => {
    setTried(true);
    if (perPerson === undefined || perShow === undefined) return;
    const of = `${String(perPerson)}/${String(perShow)}`;
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    set.mutate({ key, limits: { per_person: perPerson, per_show: perShow } }, { onSuccess: onDone });
  };
  return (
    <>
      <Text size="s" tone="quiet">
        {t("stock.limitsBody")}
      </Text>
      <Field label={t("stock.perPerson")} hint={t("stock.limitHint")} wrong={wrong(perPerson)} value={person} onChange={setPerson} inputMode="numeric" maxLength={6} />
      <Field label={t("stock.perShow")} hint={t("stock.limitHint")} wrong={wrong(perShow)} value={show} onChange={setShow} inputMode="numeric" maxLength={6} />
      {set.isError ? <ErrorNotice error={set.error} /> : null}
      <Button icon="check" title={t("stock.limitsYes")} busy={set.isPending} onPress={send} />
    </>
  );
}
