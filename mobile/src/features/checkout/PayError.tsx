import { ErrorNotice, Notice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";
import { reasonOf } from "#/i18n/reasons";

/** The same reason means another thing for a log-in. */
export function PayError({ error }: { error: unknown }) {
  const { t } = useI18n();
  return reasonOf(error) === "PROVIDER_NOT_AVAILABLE" ? (
    <Notice tone="signal" text={t("checkout.notPayable")} code={reasonOf(error)} />
  ) : (
    <ErrorNotice error={error} />
  );
}
