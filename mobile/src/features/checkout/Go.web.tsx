import { Redirect } from "expo-router";
import { useEffect } from "react";
import { Text } from "#/components";
import { Page } from "#/components/Page";
import { readForm } from "#/features/checkout/go";
import { post } from "#/features/checkout/leave.web";
import { useI18n } from "#/i18n/context";

/** Posts the form that the phone app brought to the cashier. */
export function Go() {
  const { t } = useI18n();
  const form = readForm(window.location.hash, window.location.origin);
  useEffect(() => {
    if (form !== null) post(document, form);
    // once: the hash does not change
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  if (form === null) return <Redirect href="/orders" />;
  return (
    <Page title={t("orders.payment")} up="/orders">
      <Text role="status">{t("checkout.leaving")}</Text>
    </Page>
  );
}
