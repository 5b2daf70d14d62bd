/** Where an order and its payment stand, as one word that a screen says. */
import type { Order, Payment } from "#/api/types";

export type Standing =
  | "payable" // placed; nobody has begun to pay
  | "confirming" // begun; the provider has not said yet
  | "code" // she has a code and pays with it elsewhere
  | "failed" // the last attempt failed; the order still waits
  | "paid"
  | "packed"
  | "shipped"
  | "delivered"
  | "completed"
  | "late" // placed, but the deadline has passed and the sweeper comes
  | "cancelled"
  | "expired" // not paid in time
  | "refund" // settled money that the order cannot take
  | "refunded"; // all of it went back

export function standingOf(order: Order, payment: Payment | undefined, now: number): Standing {
  if (payment?.state === "refund_due") return "refund";
  if (payment?.state === "refunded") return "refunded";
  if (order.state === "expired") return payment?.state === "settled" ? "refund" : "expired";
  if (order.state !== "placed" && order.state !== "cancelled") return order.state;
  if (order.state === "cancelled") {
    if (order.pay_time && order.refunded.amount_minor >= order.total.amount_minor) return "refunded";
    return order.pay_time || payment?.state === "settled" ? "refund" : "cancelled";
  }
  if (payment?.state === "settled") return "confirming"; // the order hears of it in a moment
  const isLate = new Date(order.pay_deadline).getTime() <= now;
  if (payment?.pay_code && !isLate) return "code";
  if (payment?.state === "pending") return "confirming";
  if (isLate) return "late";
  return payment?.state === "failed" ? "failed" : "payable";
}

export function mayPay(order: Order, payment: Payment | undefined, now: number): boolean {
  return (
    order.state === "placed" &&
    payment?.state !== "settled" &&
    payment?.state !== "refund_due" &&
    payment?.state !== "refunded" &&
    new Date(order.pay_deadline).getTime() > now
  );
}

/** How soon to ask again, by what is awaited and how long already; false: nothing will change. */
export function pollMs(standing: Standing, waitedMs: number): number | false {
  switch (standing) {
    case "confirming":
      return waitedMs < 60_000 ? 2_000 : 10_000;
    case "refund": // most of it goes back in seconds
      return waitedMs < 60_000 ? 3_000 : 30_000;
    case "expired": // late money shows what becomes of it
      return waitedMs < 600_000 ? 10_000 : false;
    case "code":
      return waitedMs < 60_000 ? 3_000 : 10_000;
    case "failed": // a later success still settles
    case "payable":
    case "late":
      return 10_000;
    default:
      return false;
  }
}
