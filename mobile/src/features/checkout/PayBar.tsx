import { isPassing } from "#/api/errors";
import type { Cart } from "#/api/types";
import { Button, Text } from "#/components";
import { ErrorNotice, Notice } from "#/components/Notice";
import { TotalRow } from "#/features/cart/TotalRow";
import { inApp } from "#/features/checkout/in-app";
import { isBusy, placeOf, type Checkout } from "#/features/checkout/machine";
import { useI18n } from "#/i18n/context";
import { reasonOf } from "#/i18n/reasons";

type Props = { cart: Cart; state: Checkout; isReady: boolean; isIncomplete: boolean; onPress: () => void };

/** ECPay takes New Taiwan dollars only. */
const PAYABLE = "TWD";

export function PayBar({ cart, state, isReady, isIncomplete, onPress }: Props) {
  const { t, money } = useI18n();
  const error = state.at === "filling" ? state.error : null;
  const place = error === null ? null : placeOf(reasonOf(error));
  const { total } = cart;
  const isPayable = total === null || total.currency_code === PAYABLE;
  const title =
    total === null
      ? t("checkout.placeOrder")
      : inApp() === null
        ? t("checkout.pay", { total: money(total) })
        : t("checkout.place", { total: money(total) });
  return (
    <>
      {total ? <TotalRow label={t("cart.total")} money={total} /> : null}
      {error !== null && isPassing(error) ? (
        <Notice tone="signal" text={t("checkout.unanswered")} code={reasonOf(error)} />
      ) : place === "total" || place === "button" ? (
        <ErrorNotice error={error} />
      ) : null}
      {place === "line" || (!isReady && !isBusy(state)) ? <Notice text={t("checkout.lookAtLine")} /> : null}
      {place === "contact" || isIncomplete ? <Notice text={t("checkout.lookAtContact")} /> : null}
      {isPayable ? null : <Notice text={t("checkout.notPayable")} />}
      {state.at === "ordering" ? (
        <Text size="s" tone="quiet" role="status">
          {t("checkout.ordering")}
        </Text>
      ) : null}
      <Button title={title} disabled={!isReady || !isPayable} busy={isBusy(state)} onPress={onPress} />
    </>
  );
}
