import { lazy, Suspense } from "react";
import type { Order, Payment } from "#/api/types";
import type { Standing } from "#/features/orders/status";

const load = () => import("#/features/orders/later");
const LazyAgain = lazy(async () => ({ default: (await load()).OrderAgain }));
const LazySoon = lazy(async () => ({ default: (await load()).CodeSoon }));
const LazyCode = lazy(async () => ({ default: (await load()).PayCode }));
const LazyReceipts = lazy(async () => ({ default: (await load()).OrderReceipts }));

type Props = { order: Order; payment: Payment | undefined; standing: Standing };

/** The code that she pays with, while she may, and before it is known; the way to order it once more, when it ended. */
export function Extras({ order, payment, standing }: Props) {
  const isOver = standing === "expired" || standing === "cancelled" || (standing === "refunded" && order.state === "expired");
  return (
    <Suspense fallback={null}>
      {standing === "code" && payment?.pay_code ? <LazyCode order={order} code={payment.pay_code} /> : null}
      {standing === "confirming" && isCode(payment) ? <LazySoon /> : null}
      {isOver ? <LazyAgain order={order} /> : null}
    </Suspense>
  );
}

/** Of what she claimed: who was first can still be checked when it is ordered. */
export function Receipts({ orderId }: { orderId: string }) {
  return (
    <Suspense fallback={null}>
      <LazyReceipts orderId={orderId} />
    </Suspense>
  );
}

function isCode(payment: Payment | undefined): boolean {
  return payment?.state === "pending" && (payment.method === "atm" || payment.method === "cvs");
}
