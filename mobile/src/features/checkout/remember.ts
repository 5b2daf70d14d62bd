/** Which payment belongs to an order, so that the order page can say how it stands. */
import { keep, recall } from "#/lib/storage";

export function rememberPayment(orderId: string, paymentId: string): void {
  keep(`payment.${orderId}`, paymentId);
}

export function paymentOf(orderId: string): string {
  return recall(`payment.${orderId}`) ?? "";
}
