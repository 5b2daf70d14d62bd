/** Which payment belongs to an order, so that the order page can say how it stands; how she paid last. */
import type { Way } from "#/api/types";
import { keep, recall } from "#/lib/storage";

export function rememberPayment(orderId: string, paymentId: string): void {
  keep(`payment.${orderId}`, paymentId);
}

export function paymentOf(orderId: string): string {
  return recall(`payment.${orderId}`) ?? "";
}

export function rememberWay(way: Way | null): void {
  if (way !== null) keep("way", way);
}

export function lastWay(): string | null {
  return recall("way");
}
