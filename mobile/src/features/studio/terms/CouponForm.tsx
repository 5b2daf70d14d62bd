import { useState } from "react";
import { newKey } from "#/api/client";
import { useCreateCoupon } from "#/api/queries/terms";
import { Button, Text } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { Choice } from "#/components/Choice";
import { DateTimeField } from "#/features/studio/DateTimeField";
import { BLANK, couponOf, type CouponDraft } from "#/features/studio/terms/coupons";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";

type Props = { shopId: string; currency: string; onDone: () => void };

/** All that a code is: it cannot be changed later. */
export function CouponForm({ shopId, currency, onDone }: Props) {
  const { t } = useI18n();
  const create = useCreateCoupon(shopId);
  const [draft, setDraft] = useState(BLANK);
  const [isTried, setTried] = useState(false);
  const [intent, setIntent] = useState({ of: "", key: "" });
  const { coupon, faults } = couponOf(draft, currency);
  const wrong = (field: keyof CouponDraft, text: MessageKey) => (isTried && faults.includes(field) ? t(text) : undefined);
  const set = (field: keyof CouponDraft) => (value: string) => {
    setDraft({ ...draft, [field]: value });
  };
  const send = () => {
    setTried(true);
    if (coupon === null) return;
    const of = JSON.stringify(coupon);
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    create.mutate({ key, coupon }, { onSuccess: onDone });
  };
  return (
    <>
      <Field label={t("terms.code")} hint={t("terms.codeHint")} wrong={wrong("code", "terms.codeWrong")} value={draft.code} onChange={set("code")} maxLength={40} />
      <Choice
        label={t("terms.kind")}
        value={draft.kind}
        options={[
          { value: "amount", text: t("terms.amount") },
          { value: "percent", text: t("terms.percent") },
        ]}
        onChange={set("kind")}
      />
      {draft.kind === "amount" ? (
        <Field label={t("terms.amountOff", { currency })} wrong={wrong("amount", "terms.feeWrong")} value={draft.amount} onChange={set("amount")} inputMode="decimal" maxLength={10} />
      ) : (
        <Field label={t("terms.percentOff")} hint={t("terms.percentHint")} wrong={wrong("percent", "terms.percentWrong")} value={draft.percent} onChange={set("percent")} inputMode="numeric" maxLength={3} />
      )}
      <Field label={t("terms.minimum", { currency })} hint={t("terms.anyHint")} wrong={wrong("minimum", "terms.feeWrong")} value={draft.minimum} onChange={set("minimum")} inputMode="decimal" maxLength={10} />
      <Field label={t("terms.maxUses")} hint={t("terms.anyHint")} wrong={wrong("maxUses", "terms.usesWrong")} value={draft.maxUses} onChange={set("maxUses")} inputMode="numeric" maxLength={6} />
      <Field label={t("terms.perPerson")} hint={t("terms.anyHint")} wrong={wrong("perPerson", "terms.usesWrong")} value={draft.perPerson} onChange={set("perPerson")} inputMode="numeric" maxLength={6} />
      <DateTimeField label={t("terms.from")} hint={t("terms.fromHint")} wrong={wrong("from", "terms.timeWrong")} value={draft.from} onChange={set("from")} />
      <DateTimeField label={t("terms.until")} hint={t("terms.untilHint")} wrong={wrong("until", "terms.timeWrong")} value={draft.until} onChange={set("until")} />
      <Text size="s" tone="quiet">
        {t("terms.fixed")}
      </Text>
      {create.isError ? <ErrorNotice error={create.error} /> : null}
      <Button icon="check" title={t("terms.create")} busy={create.isPending} onPress={send} />
    </>
  );
}
