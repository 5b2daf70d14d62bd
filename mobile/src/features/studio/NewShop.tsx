import { useState } from "react";
import { newKey } from "#/api/client";
import { useCreateShop } from "#/api/queries/studio";
import { Button, Text } from "#/components";
import { Card } from "#/components/Card";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { Choice } from "#/components/Choice";
import { useI18n } from "#/i18n/context";
import type { Locale } from "#/i18n/locales";

const MOST = 80;
const HOME: Partial<Record<Locale, "TWD" | "THB">> = { th: "THB" };

/** The first thing a host does: nothing of it is seen before her first show. */
export function NewShop() {
  const { t, locale } = useI18n();
  const [name, setName] = useState("");
  const [currency, setCurrency] = useState<"TWD" | "THB">(HOME[locale] ?? "TWD");
  const [key, setKey] = useState(newKey);
  const create = useCreateShop();
  const change = <V,>(set: (value: V) => void) => (value: V) => {
    set(value);
    setKey(newKey()); // what she means has changed
  };
  return (
    <Card title={t("studio.noShopTitle")}>
      <Text tone="quiet">{t("studio.noShopBody")}</Text>
      <Field label={t("studio.shopName")} value={name} onChange={change(setName)} maxLength={MOST} />
      <Choice
        label={t("studio.currency")}
        value={currency}
        options={[
          { value: "TWD", text: t("studio.twd") },
          { value: "THB", text: t("studio.thb") },
        ]}
        onChange={change(setCurrency)}
      />
      <Text size="s" tone="quiet">
        {t("studio.currencyHint")}
      </Text>
      {create.isError ? <ErrorNotice error={create.error} /> : null}
      <Button
        title={t("studio.openShop")}
        disabled={name.trim() === ""}
        busy={create.isPending}
        onPress={() => {
          create.mutate({ key, name: name.trim(), currency });
        }}
      />
    </Card>
  );
}
