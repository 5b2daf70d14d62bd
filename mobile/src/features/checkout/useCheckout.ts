import { useCallback, useEffect, useReducer, useRef } from "react";
import type { Cart, Contact, Delivery, Money, Order, Way } from "#/api/types";
import { usePlaceOrder } from "#/api/queries/orders";
import { inApp } from "#/features/checkout/in-app";
import { intentions } from "#/features/checkout/intentions";
import { START, isOver, next, type Checkout } from "#/features/checkout/machine";
import { useComesBack } from "#/features/checkout/useComesBack";
import { usePay } from "#/features/checkout/usePay";
import { useWays } from "#/lib/ways";
import { reasonOf } from "#/i18n/reasons";

/** What she means by the press: these things, at these prices, to this place, paid like this. */
export type Plan = { cart: Cart; total: Money; contact: Contact; delivery: Delivery; coupon: string; way: Way | null };

/** Of the order: how it is paid may change when it stands. */
function contentOf({ cart, total, contact, delivery, coupon }: Plan): unknown {
  return [total, contact, delivery, coupon, cart.lines.map((line) => [line.variant_id, line.quantity, line.seen_price])];
}

export function useCheckout(shopId: string) {
  const [state, step] = useReducer(next, START);
  const { toPayment } = useWays();
  const { mutateAsync: place } = usePlaceOrder(shopId);
  const pay = usePay();
  const isUnderway = useRef(false);

  useComesBack(
    useCallback(() => {
      step({ type: "returned" });
    }, []),
  );

  const isBack = state.at === "ordered" && state.error === null ? state.order.order_id : "";
  useEffect(() => {
    if (isBack !== "") toPayment(isBack);
  }, [isBack, toPayment]);

  const toProvider = async (order: Order, way: Way | null) => {
    if (inApp() !== null) {
      // the cashier does not open here: the order says how to go on
      toPayment(order.order_id);
      return;
    }
    try {
      if ((await pay(order.order_id, way)) === "beside") toPayment(order.order_id);
      else step({ type: "left" });
    } catch (error) {
      step({ type: "stopped", error });
    }
  };

  const placeFirst = async (plan: Plan): Promise<Order | null> => {
    const { contact, delivery, coupon, total } = plan;
    const name = `order ${shopId}`;
    try {
      const key = intentions.keyFor(name, contentOf(plan));
      const order = await place({ key, contact, delivery, coupon, total });
      intentions.settle(name);
      step({ type: "placed", order });
      return order;
    } catch (error) {
      if (isOver(reasonOf(error))) intentions.settle(name);
      step({ type: "refused", error });
      return null;
    }
  };

  const press = async (plan: Plan) => {
    if (isUnderway.current) return;
    isUnderway.current = true;
    step({ type: "press" });
    try {
      const order = orderOf(state) ?? (await placeFirst(plan));
      if (order !== null) await toProvider(order, plan.way);
    } finally {
      isUnderway.current = false;
    }
  };

  return { state, press };
}

function orderOf(state: Checkout): Order | null {
  return "order" in state ? state.order : null;
}
