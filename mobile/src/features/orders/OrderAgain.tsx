import { useState } from "react";
import { newKey } from "#/api/client";
import { useAddLine } from "#/api/queries/cart";
import type { Order } from "#/api/types";
import { Button } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";
import { useWays } from "#/lib/ways";

/** The same things into the cart again; what is left of them, and at what price, the cart says. */
export function OrderAgain({ order }: { order: Order }) {
  const { t } = useI18n();
  const { toCart } = useWays();
  const { mutateAsync } = useAddLine(order.shop_id);
  const [keys] = useState(() => order.lines.map(newKey));
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const press = async () => {
    setBusy(true);
    setError(null);
    try {
      for (const [index, line] of order.lines.entries()) {
        const key = keys[index] ?? newKey();
        await mutateAsync({ key, variantId: line.variant_id, quantity: line.quantity, showId: line.show_id });
      }
      toCart(order.shop_id);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {error === null ? null : <ErrorNotice error={error} />}
      <Button title={t("orders.again")} busy={isBusy} onPress={() => void press()} />
    </>
  );
}
