import type { StoreChain } from "#/api/types";
import { Text } from "#/components";
import { Field } from "#/components/Field";
import { Options } from "#/components/Options";
import type { StoreChooserProps } from "#/features/checkout/stores";
import { useI18n } from "#/i18n/context";

/** Chain, code and name, as they are printed on the store's receipts. */
export function StoreForm({ store, chains, wrong, codeRef, nameRef, onChange }: StoreChooserProps) {
  const { t } = useI18n();
  return (
    <>
      <Options<StoreChain>
        isNamed
        label={t("delivery.chain")}
        value={store.chain}
        options={chains.map((chain) => ({ value: chain, title: t(`delivery.${chain}`) }))}
        onChange={(chain) => {
          onChange({ ...store, chain });
        }}
      />
      {wrong.includes("store_chain") ? (
        <Text size="s" tone="signal" role="alert">
          {t("delivery.chainWrong")}
        </Text>
      ) : null}
      <Field
        ref={codeRef}
        label={t("delivery.storeCode")}
        hint={t("delivery.storeCodeHint")}
        value={store.code}
        maxLength={12}
        enterKeyHint="next"
        wrong={wrong.includes("store_code") ? t("delivery.storeCodeWrong") : undefined}
        onChange={(code) => {
          onChange({ ...store, code });
        }}
      />
      <Field
        ref={nameRef}
        label={t("delivery.storeName")}
        value={store.name}
        maxLength={60}
        enterKeyHint="next"
        wrong={wrong.includes("store_name") ? t("delivery.storeNameWrong") : undefined}
        onChange={(name) => {
          onChange({ ...store, name });
        }}
      />
    </>
  );
}
