import { ApiError, isPassing } from "#/api/errors";
import type { Money } from "#/api/types";
import { Button, Text } from "#/components";
import { ErrorNotice, Notice } from "#/components/Notice";
import { TotalRow } from "#/features/cart/TotalRow";
import { inApp } from "#/features/checkout/in-app";
import { isBusy, placeOf, type Checkout } from "#/features/checkout/machine";
import { useI18n } from "#/i18n/context";
import { reasonOf } from "#/i18n/reasons";
import { useWays } from "#/lib/ways";

type Props = {
  total: Money | null;
  state: Checkout;
  /** Every line can be had. */
  isReady: boolean;
  /** The total is that of what she chose. */
  isPriced: boolean;
  isIncomplete: boolean;
  onPress: () => void;
};

/** ECPay takes New Taiwan dollars only. */
const PAYABLE = "TWD";

export function PayBar({ total, state, isReady, isPriced, isIncomplete, onPress }: Props) {
  const { t, money } = useI18n();
  const { toPayment } = useWays();
  const error = state.at === "filling" ? state.error : null;
  const place = error === null ? null : placeOf(reasonOf(error));
  const reason = error === null ? "" : reasonOf(error);
  const ordered = error instanceof ApiError && reason === "CART_ORDERED" ? (error.metadata["order_id"] ?? "") : "";
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
        <ErrorNotice error={error}>
          {ordered === "" ? null : (
            <Button
              kind="outline"
              title={t("orders.open")}
              onPress={() => {
                toPayment(ordered);
              }}
            />
          )}
        </ErrorNotice>
      ) : null}
      {place === "line" || (!isReady && !isBusy(state)) ? <Notice text={t("checkout.lookAtLine")} /> : null}
      {place === "contact" || isIncomplete ? <Notice text={t("checkout.lookAtContact")} /> : null}
      {place === "coupon" ? <Notice text={t("delivery.lookAtCoupon")} code={reason} /> : null}
      {place === "delivery" ? <ErrorNotice error={error} /> : null}
      {isPayable ? null : <Notice text={t("checkout.notPayable")} />}
      {state.at === "ordering" ? (
        <Text size="s" tone="quiet" role="status">
          {t("checkout.ordering")}
        </Text>
      ) : null}
      <Button title={title} disabled={!isReady || !isPriced || !isPayable} busy={isBusy(state)} onPress={onPress} />
    </>
  );
}
