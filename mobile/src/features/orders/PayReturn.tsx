import { useRouter } from "expo-router";
import { useEffect, useState } from "react";
import { Button, ErrorState, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { closeSelf, isBeside, useBeside } from "#/features/checkout/beside";
import { PayNow } from "#/features/checkout/lazy";
import { paymentOf, rememberPayment } from "#/features/checkout/remember";
import { SignedIn, Waiting } from "#/features/login/SignedIn";
import { Extras } from "#/features/orders/lazy";
import { StandingText } from "#/features/orders/StandingText";
import { Steps } from "#/features/orders/Steps";
import { useStanding } from "#/features/orders/useStanding";
import { useI18n } from "#/i18n/context";
import { useWays } from "#/lib/ways";

/** How long after the window was closed it may be that she paid in it, and the provider has not said. */
const LATER_MS = 6_000;

/** Back from the provider, or beside it. What the browser brings is a hint; what is said here the fleet knows. */
export function PayReturn({ orderId, paymentId }: { orderId: string; paymentId: string }) {
  const { t } = useI18n();
  const query = new URLSearchParams({ order_id: orderId, payment_id: paymentId });
  return (
    <Page title={t("orders.payment")} up="/orders">
      <SignedIn returnTo={`/pay/return?${query.toString()}`}>
        <Loaded orderId={orderId} paymentId={paymentId || paymentOf(orderId)} />
      </SignedIn>
    </Page>
  );
}

function Loaded({ orderId, paymentId }: { orderId: string; paymentId: string }) {
  const { t } = useI18n();
  const router = useRouter();
  const { over, toShow } = useWays();
  const beside = useBeside(orderId);
  const mayAgain = useSoon(beside.window === "closed", LATER_MS);
  const { order, payment, standing, mayPay, now } = useStanding(orderId, paymentId);
  const known = order.data;

  useEffect(() => {
    if (known && payment.data?.order_id === known.order_id) {
      rememberPayment(known.order_id, payment.data.payment_id);
    }
  }, [known, payment.data]);

  if (!known || standing === null) {
    const error = payment.error ?? order.error;
    const again = () => {
      void payment.refetch();
      void order.refetch();
    };
    return error === null ? <Waiting /> : <ErrorState error={error} onRetry={again} />;
  }
  const showId = known.lines.find((line) => line.show_id !== "")?.show_id ?? "";
  return (
    <Card title={t("orders.number", { no: known.order_no })}>
      <StandingText standing={standing} order={known} />
      <Extras order={known} payment={payment.data} standing={standing} />
      <Steps order={known} />
      {beside.window === "open" && standing !== "paid" ? (
        <>
          <Text>{t("orders.besideOpen")}</Text>
          <Button kind="outline" title={t("orders.besideShow")} onPress={beside.show} />
        </>
      ) : mayPay && (standing !== "confirming" || mayAgain) ? (
        <PayNow order={known} now={now} payment={payment.data} hasCode={standing === "code"} />
      ) : null}
      {order.isError ? <ErrorNotice error={order.error} /> : null}
      {isBeside() ? (
        <>
          <Text tone="quiet">{t("orders.besideDone")}</Text>
          <Button kind={standing === "paid" ? "primary" : "quiet"} title={t("orders.besideClose")} onPress={closeSelf} />
        </>
      ) : showId || over ? (
        <Button
          kind={standing === "paid" ? "primary" : "quiet"}
          title={t("orders.toShow")}
          onPress={() => {
            toShow(showId);
          }}
        />
      ) : null}
      <Button
        kind="quiet"
        title={t("orders.open")}
        onPress={() => {
          if (over) router.push(`/orders/${known.order_id}`);
          else router.replace(`/orders/${known.order_id}`);
        }}
      />
    </Card>
  );
}

/** True once something has been so for a while. */
function useSoon(isSo: boolean, afterMs: number): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => {
      setLong(true);
    }, afterMs);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isSo, afterMs]);
  return isLong;
}
