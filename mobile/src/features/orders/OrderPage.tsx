import { useEffect, useRef, useState } from "react";
import { newKey } from "#/api/client";
import { useCancelOrder } from "#/api/queries/orders";
import { useOrderMoney } from "#/api/queries/payments";
import type { Order } from "#/api/types";
import { Button, ErrorState, Sheet, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { PayNow } from "#/features/checkout/lazy";
import { paymentOf } from "#/features/checkout/remember";
import { SignedIn, Waiting } from "#/features/login/SignedIn";
import { MoneyBack } from "#/features/orders/MoneyBack";
import { MoneyHistory } from "#/features/orders/MoneyHistory";
import { OrderBody } from "#/features/orders/OrderBody";
import { Parcel } from "#/features/orders/Parcel";
import { Extras, Receipts } from "#/features/orders/lazy";
import { RefundCard } from "#/features/orders/RefundCard";
import { StandingText } from "#/features/orders/StandingText";
import { Steps } from "#/features/orders/Steps";
import type { Standing } from "#/features/orders/status";
import { useStanding } from "#/features/orders/useStanding";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";

export function OrderPage({ orderId }: { orderId: string }) {
  const { t } = useI18n();
  return (
    <Page title={t("orders.one")} up="/orders">
      <SignedIn>
        <Loaded orderId={orderId} />
      </SignedIn>
    </Page>
  );
}

function Loaded({ orderId }: { orderId: string }) {
  const { t } = useI18n();
  // begun on another device, the payment is known from the order's money
  const { data: money, refetch } = useOrderMoney(orderId, true);
  const paymentId = paymentOf(orderId) || (money?.payment.payment_id ?? "");
  const seen = useRef<Standing | null>(null);
  const { order, payment, standing, mayPay, now } = useStanding(orderId, paymentId);
  useEffect(() => {
    if (seen.current !== null && seen.current !== standing) void refetch();
    seen.current = standing;
  }, [standing, refetch]);
  if (order.isPending) return <Waiting />;
  if (!order.data || standing === null) {
    return <ErrorState error={order.error} onRetry={() => void order.refetch()} />;
  }
  return (
    <>
      <Card title={t("orders.number", { no: order.data.order_no })}>
        <StandingText standing={standing} order={order.data} />
        {order.data.cancel_reason ? <Text>{t(REASONS[order.data.cancel_reason] ?? "orders.reasonOther")}</Text> : null}
        <Extras order={order.data} payment={payment.data} standing={standing} />
        <Steps order={order.data} />
        <Parcel order={order.data} />
        {mayPay ? <PayNow order={order.data} now={now} payment={payment.data} hasCode={standing === "code"} /> : null}
        {order.data.state === "placed" ? <Cancel order={order.data} /> : null}
        {order.isError ? <ErrorNotice error={order.error} /> : null}
      </Card>
      <MoneyBack order={order.data} />
      <RefundCard order={order.data} />
      <OrderBody order={order.data} />
      <Receipts orderId={orderId} />
      <MoneyHistory order={order.data} />
    </>
  );
}

const REASONS: Partial<Record<string, MessageKey>> = {
  out_of_stock: "orders.reasonOutOfStock",
  buyer_asked: "orders.reasonBuyerAsked",
  unreachable: "orders.reasonUnreachable",
};

function Cancel({ order }: { order: Order }) {
  const { t } = useI18n();
  const [isAsking, setAsking] = useState(false);
  const [key] = useState(newKey);
  const cancel = useCancelOrder(order.order_id);
  const close = () => {
    setAsking(false);
  };
  return (
    <>
      <Button
        kind="outline"
        title={t("orders.cancel")}
        onPress={() => {
          setAsking(true);
        }}
      />
      <Sheet title={t("orders.cancelTitle")} isOpen={isAsking} onClose={close}>
        <Text>{t("orders.cancelBody", { no: order.order_no })}</Text>
        {cancel.isError ? <ErrorNotice error={cancel.error} /> : null}
        <Button
          kind="outline"
          title={t("orders.cancelYes")}
          busy={cancel.isPending}
          onPress={() => {
            cancel.mutate({ key }, { onSuccess: close });
          }}
        />
        <Button kind="quiet" title={t("orders.cancelNo")} onPress={close} />
      </Sheet>
    </>
  );
}
