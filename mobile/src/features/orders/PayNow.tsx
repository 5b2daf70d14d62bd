import { useCallback, useState } from "react";
import type { Order, Payment, Way } from "#/api/types";
import { Button, Text } from "#/components";
import { LinkButton } from "#/components/LinkButton";
import { Notice } from "#/components/Notice";
import { PayError } from "#/features/checkout/PayError";
import { externalUrl, inApp } from "#/features/checkout/in-app";
import { useComesBack } from "#/features/checkout/useComesBack";
import { usePay } from "#/features/checkout/usePay";
import { WaysSheet } from "#/features/checkout/WaysSheet";
import { useI18n } from "#/i18n/context";
import { formatCountdown } from "#/i18n/format";

export type PayNowProps = { order: Order; now: number; payment: Payment | undefined; hasCode?: boolean };

/**
 * Pay until the deadline; in a chat app's browser, first out of it. Again is the same way again; the
 * first time, or for another way, she chooses one.
 */
export function PayNow({ order, now, payment, hasCode = false }: PayNowProps) {
  const { t, money } = useI18n();
  const pay = usePay();
  const [isBusy, setBusy] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useComesBack(
    useCallback(() => {
      setBusy(false);
    }, []),
  );

  const press = async (way: Way | null) => {
    setBusy(true);
    setError(null);
    try {
      // the browser leaves, and the button stays busy; or a window beside this page takes over
      if ((await pay(order.order_id, way)) === "beside") {
        setBusy(false);
        setChoosing(false);
      }
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };

  const left = formatCountdown(new Date(order.pay_deadline).getTime() - now);
  const total = money(order.total);
  const title = hasCode ? t("orders.payOther") : payment ? t("orders.payAgain", { total }) : t("checkout.pay", { total });
  const app = inApp();
  const before = payment?.method ?? null;
  const isAsked = hasCode || before === null;
  const choose = () => {
    setError(null);
    setChoosing(true);
  };
  return (
    <>
      {hasCode ? null : (
        <Text tone="amber" tabular>
          {t("orders.payWithin", { left })}
        </Text>
      )}
      {app === null ? null : (
        <Notice text={app === "line" ? t("checkout.inLine") : t("checkout.inApp")}>
          {app === "line" ? <LinkButton title={t("checkout.openBrowser")} href={externalUrl(`/orders/${order.order_id}`)} /> : null}
        </Notice>
      )}
      {error === null || isChoosing ? null : <PayError error={error} />}
      <Button
        title={title}
        kind={app === null && !hasCode ? "primary" : "outline"}
        busy={isBusy && !isChoosing}
        onPress={() => {
          if (isAsked) choose();
          else void press(before);
        }}
      />
      {isAsked ? null : <Button kind="quiet" title={t("orders.payOther")} disabled={isBusy} onPress={choose} />}
      {isChoosing ? (
        <WaysSheet
          order={order}
          before={before}
          hasCode={hasCode}
          isBusy={isBusy}
          error={error}
          onPay={(way) => void press(way)}
          onClose={() => {
            setChoosing(false);
          }}
        />
      ) : null}
    </>
  );
}
