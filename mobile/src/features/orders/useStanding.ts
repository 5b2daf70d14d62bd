import { useEffect, useState } from "react";
import { useOrder } from "#/api/queries/orders";
import { usePayment } from "#/api/queries/payments";
import { mayPay, pollMs, standingOf } from "#/features/orders/status";

/** The time, as often as a countdown needs it. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}

/** An order and its payment, asked for again as long as either may change. */
export function useStanding(orderId: string, paymentId: string) {
  const now = useNow();
  const [since] = useState(() => Date.now());
  const [poll, setPoll] = useState<number | false>(2_000);
  const payment = usePayment(paymentId, () => poll);
  const order = useOrder(orderId || (payment.data?.order_id ?? ""), () => poll);
  const standing = order.data ? standingOf(order.data, payment.data, now) : null;
  const wished = standing === null ? 2_000 : pollMs(standing, now - since);
  if (wished !== poll) setPoll(wished);
  return {
    now,
    order,
    payment,
    standing,
    mayPay: order.data ? mayPay(order.data, payment.data, now) : false,
  };
}
