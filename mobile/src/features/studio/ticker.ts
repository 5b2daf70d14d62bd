/** Orders as they tick in: what of them belongs to this show, and what it comes to. */
import type { Money, Order, Summary } from "#/api/types";
import { isEnded } from "#/features/orders/looks";

export type Ticked = {
  orderId: string;
  orderNo: string;
  state: Order["state"];
  time: string;
  things: { title: string; quantity: number }[];
  amount: Money;
};

export function ticked(order: Order, showId: string): Ticked | null {
  const lines = order.lines.filter((line) => line.show_id === showId);
  const first = lines[0];
  if (first === undefined) return null;
  return {
    orderId: order.order_id,
    orderNo: order.order_no,
    state: order.state,
    time: order.place_time,
    things: lines.map(({ title, quantity }) => ({ title, quantity })),
    amount: {
      currency_code: first.unit_price.currency_code,
      amount_minor: lines.reduce((sum, line) => sum + line.unit_price.amount_minor * line.quantity, 0),
    },
  };
}

export type Sums = { orders: number; waiting: number; amounts: Money[] };

type Total = Summary["sales"]["currencies"][number];

/** Paid ones make the sum, those that wait are counted beside it. `whole`: when the list is only the newest of many. */
export function sumsOf(list: readonly Ticked[], whole?: readonly Total[]): Sums {
  const waiting = list.filter(({ state }) => state === "placed").length;
  if (whole !== undefined) {
    return {
      orders: whole.reduce((sum, one) => sum + one.orders, 0),
      waiting,
      amounts: whole.map(({ currency, amount }) => ({ currency_code: currency, amount_minor: amount })),
    };
  }
  const paid = list.filter(({ state }) => state !== "placed" && !isEnded(state));
  const amounts = new Map<string, number>();
  for (const { amount } of paid) {
    amounts.set(amount.currency_code, (amounts.get(amount.currency_code) ?? 0) + amount.amount_minor);
  }
  return { orders: paid.length, waiting, amounts: [...amounts].map(([currency_code, amount_minor]) => ({ currency_code, amount_minor })) };
}
