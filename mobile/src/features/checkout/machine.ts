/**
 * Checkout as states: what the screen shows, and what a press may still do.
 *
 *   filling → ordering → starting → leaving (the provider has the browser)
 *      ↑________|           |
 *      refused              → ordered (the order stands, the way to the provider failed)
 *
 * Guarantees: a press counts only in `filling` and `ordered`; once there is an order, no press
 * places another one.
 */
import type { Order } from "#/api/types";

export type Checkout =
  | { at: "filling"; error: unknown }
  | { at: "ordering" }
  | { at: "starting"; order: Order }
  | { at: "ordered"; order: Order; error: unknown }
  | { at: "leaving"; order: Order };

export type Step =
  | { type: "press" }
  | { type: "refused"; error: unknown }
  | { type: "placed"; order: Order }
  | { type: "stopped"; error: unknown }
  | { type: "left" }
  | { type: "returned" };

export const START: Checkout = { at: "filling", error: null };

export function next(now: Checkout, step: Step): Checkout {
  switch (step.type) {
    case "press":
      if (now.at === "filling") return { at: "ordering" };
      if (now.at === "ordered") return { at: "starting", order: now.order };
      return now;
    case "refused":
      return now.at === "ordering" ? { at: "filling", error: step.error } : now;
    case "placed":
      return now.at === "ordering" ? { at: "starting", order: step.order } : now;
    case "stopped":
      return now.at === "starting" ? { at: "ordered", order: now.order, error: step.error } : now;
    case "left":
      return now.at === "starting" ? { at: "leaving", order: now.order } : now;
    case "returned":
      // the browser's back button brought the page back from the provider as it was
      return now.at === "leaving" ? { at: "ordered", order: now.order, error: null } : now;
  }
}

export function isBusy(now: Checkout): boolean {
  return now.at === "ordering" || now.at === "starting" || now.at === "leaving";
}

/** After these the attempt is over: pressing again must be a new intention. */
const OVER = new Set(["ORDER_STATE", "REQUEST_ID_REUSED", "CART_ORDERED"]);

export function isOver(reason: string): boolean {
  return OVER.has(reason) || isOfCoupon(reason);
}

function isOfCoupon(reason: string): boolean {
  return reason.startsWith("COUPON_");
}

/** Beside what the refusal is said. */
export type Place = "line" | "total" | "contact" | "delivery" | "coupon" | "button";

export function placeOf(reason: string): Place {
  if (isOfCoupon(reason)) return "coupon";
  switch (reason) {
    case "PRICE_CHANGED":
    case "DEAL_OVER":
    case "DEAL_SOLD_OUT":
    case "OUT_OF_STOCK":
    case "VARIANT_NOT_FOUND":
    case "PRICE_MISSING":
      return "line";
    case "TOTAL_CHANGED":
    case "CART_EMPTY":
      return "total";
    case "CONTACT_INVALID":
      return "contact";
    case "DELIVERY_UNAVAILABLE":
      return "delivery";
    default:
      return "button";
  }
}
