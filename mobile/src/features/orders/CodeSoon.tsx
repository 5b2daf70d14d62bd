import { Text } from "#/components";
import { MoreWords, useI18n } from "#/i18n/context";

/** She chose a code, and the provider has not told us which: it is asked for. */
export function CodeSoon() {
  return (
    <MoreWords of="paying" meanwhile={null}>
      <Words />
    </MoreWords>
  );
}

function Words() {
  const { t } = useI18n();
  return <Text>{t("paying.codeSoon")}</Text>;
}
