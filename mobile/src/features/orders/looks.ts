/** How each state of an order is called and coloured, for buyers and shops alike. */
import type { OrderState } from "#/api/types";
import type { MessageKey } from "#/i18n/load";

type Look = { word: MessageKey; tone: "jade" | "amber" | "quiet" };

export const LOOKS: Record<OrderState, Look> = {
  placed: { word: "orders.waiting", tone: "amber" },
  paid: { word: "orders.paid", tone: "jade" },
  packed: { word: "orders.packed", tone: "jade" },
  shipped: { word: "orders.shipped", tone: "jade" },
  delivered: { word: "orders.delivered", tone: "jade" },
  completed: { word: "orders.completed", tone: "quiet" },
  cancelled: { word: "orders.cancelled", tone: "quiet" },
  expired: { word: "orders.expired", tone: "quiet" },
  refunded: { word: "orders.refunded", tone: "quiet" },
};

/** Nothing is delivered any more. */
export function isEnded(state: OrderState): boolean {
  return state === "cancelled" || state === "expired" || state === "refunded";
}
