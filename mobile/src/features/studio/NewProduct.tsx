import { useState } from "react";
import { newKey } from "#/api/client";
import { useShop } from "#/api/queries/shops";
import { useCreateProduct } from "#/api/queries/studio";
import { Button } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { countOf, minorOf } from "#/lib/typed";
import { useI18n } from "#/i18n/context";

const MOST = 120;

type Props = { shopId: string; onDone: (productId: string) => void; onCancel: () => void };

/** What is needed to sell one thing: a name, a price, how many there are. */
export function NewProduct({ shopId, onDone, onCancel }: Props) {
  const { t } = useI18n();
  const shop = useShop(shopId);
  const create = useCreateProduct(shopId);
  const [title, setTitle] = useState("");
  const [price, setPrice] = useState("");
  const [stock, setStock] = useState("");
  const [key, setKey] = useState(newKey);
  const [isTried, setTried] = useState(false);
  const currency = shop.data?.currency_code ?? "";
  const amount = currency === "" ? null : minorOf(price, currency);
  const count = countOf(stock);
  const change = (set: (value: string) => void) => (value: string) => {
    set(value);
    setKey(newKey()); // what she means has changed
  };
  const wrong = (isWrong: boolean, text: string) => (isTried && isWrong ? text : undefined);
  return (
    <>
      <Field label={t("studio.productTitle")} wrong={wrong(title.trim() === "", t("studio.productTitleWrong"))} value={title} onChange={change(setTitle)} maxLength={MOST} />
      <Field label={t("studio.price", { currency })} wrong={wrong(amount === null, t("studio.priceWrong"))} value={price} onChange={change(setPrice)} inputMode="decimal" maxLength={12} />
      <Field label={t("studio.stock")} wrong={wrong(count === null, t("studio.stockWrong"))} value={stock} onChange={change(setStock)} inputMode="numeric" maxLength={6} />
      {create.isError ? <ErrorNotice error={create.error} /> : null}
      <Button
        title={t("studio.createProduct")}
        busy={create.isPending}
        disabled={currency === ""}
        onPress={() => {
          setTried(true);
          if (title.trim() === "" || amount === null || count === null) return;
          create.mutate(
            { key, title: title.trim(), currency, amount, stock: count },
            {
              onSuccess: (product) => {
                onDone(product.product_id);
              },
            },
          );
        }}
      />
      <Button kind="quiet" title={t("studio.cancel")} onPress={onCancel} />
    </>
  );
}
