import { lazy, Suspense } from "react";
import type { Order, Payment } from "#/api/types";
import type { Standing } from "#/features/orders/status";

const PayCode = lazy(async () => ({ default: (await import("#/features/orders/PayCode")).PayCode }));

type Props = { order: Order; payment: Payment | undefined; standing: Standing };

/** The code that she pays with, while she may. Its looks come when somebody has one. */
export function Code({ order, payment, standing }: Props) {
  if (standing !== "code" || !payment?.pay_code) return null;
  return (
    <Suspense fallback={null}>
      <PayCode order={order} code={payment.pay_code} />
    </Suspense>
  );
}
