/** A flash deal as a viewer has it: how long it goes on her picture, and what is left. Pure. */
import type { Money } from "#/api/types";
import type { Offer } from "#/features/show/offers";
import type { DealEvent } from "#/realtime/frames";
import type { Room } from "#/realtime/store";

type Known = Pick<Room, "deals" | "dealLeft">;

/**
 * Seconds until it ends on a picture that is `delayMs` old. A picture is waited for only as long as the server sells:
 * nobody is shown time that is not there any more.
 */
export function secondsLeft({ ends, closes }: DealEvent, serverNow: number, delayMs: number): number {
  return (ends + Math.min(Math.max(0, delayMs), closes - ends) - serverNow) / 1000;
}

export function leftOfDeal(deal: DealEvent, { dealLeft }: Pick<Known, "dealLeft">): number {
  return deal.state === "running" ? (dealLeft[deal.deal_id] ?? deal.left) : 0;
}

/** How long the end of a deal is still said. */
const OVER_MS = 8000;

/** What deserves to be seen now: of the pinned product, or the newest. One that has just ended is said for a moment. */
export function dealToShow(known: Known, pinnedId: string, serverNow: number, delayMs: number): DealEvent | null {
  const seen = Object.values(known.deals).filter((deal) =>
    deal.state === "running"
      ? secondsLeft(deal, serverNow, delayMs) > -OVER_MS / 1000
      : serverNow - deal.ts < OVER_MS && deal.state !== "show_ended",
  );
  seen.sort((a, b) => Number(b.product_id === pinnedId) - Number(a.product_id === pinnedId) || b.starts - a.starts);
  return seen[0] ?? null;
}

/** "Almost gone" from a fifth of it, or three. */
export function isAlmostGone(left: number, quantity: number): boolean {
  return left > 0 && left <= Math.max(3, Math.floor(quantity / 5)) && left < quantity;
}

/** The variant alone, at the deal's price. */
export function offerOfDeal(deal: DealEvent, of: Offer, left: number): Offer {
  const variant = of.variants.find((one) => one.variantId === deal.variant_id);
  const title = of.variants.length > 1 && variant ? `${of.title} ${variant.title}` : of.title;
  const price: Money = deal.price;
  return {
    ...of,
    title,
    variants: [{ variantId: deal.variant_id, title: variant?.title ?? "", price, left }],
    left,
    price,
    was: deal.was,
    hasSeveralPrices: false,
  };
}
