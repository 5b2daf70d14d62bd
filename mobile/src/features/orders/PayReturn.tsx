import { useRouter } from "expo-router";
import { useEffect } from "react";
import { Button, ErrorState } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { paymentOf, rememberPayment } from "#/features/checkout/remember";
import { SignedIn, Waiting } from "#/features/login/SignedIn";
import { PayNow } from "#/features/orders/PayNow";
import { StandingText } from "#/features/orders/StandingText";
import { Steps } from "#/features/orders/Steps";
import { useStanding } from "#/features/orders/useStanding";
import { useI18n } from "#/i18n/context";

/** Back from the provider. What the browser brings is a hint; what is said here the fleet knows. */
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
      <Steps order={known} />
      {mayPay && standing !== "confirming" ? <PayNow order={known} now={now} isAgain /> : null}
      {order.isError ? <ErrorNotice error={order.error} /> : null}
      {showId ? (
        <Button
          kind={standing === "paid" ? "primary" : "quiet"}
          title={t("orders.toShow")}
          onPress={() => {
            router.replace(`/shows/${showId}`);
          }}
        />
      ) : null}
      <Button
        kind="quiet"
        title={t("orders.open")}
        onPress={() => {
          router.replace(`/orders/${known.order_id}`);
        }}
      />
    </Card>
  );
}
