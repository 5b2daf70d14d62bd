import { describe, expect, it } from "vitest";
import { dealToShow, isAlmostGone, leftOfDeal, offerOfDeal, secondsLeft } from "#/features/deals/deal";
import type { Offer } from "#/features/show/offers";
import type { DealEvent } from "#/realtime/frames";
import { EMPTY, withEvents, withJoined } from "#/realtime/store";

const twd = (amount_minor: number) => ({ currency_code: "TWD", amount_minor });
const deal = (over: Partial<DealEvent> = {}): DealEvent => ({
  kind: "deal",
  id: "1-0",
  ts: 100_000,
  deal_id: "d1",
  product_id: "p1",
  variant_id: "v1",
  state: "running",
  price: twd(300),
  was: twd(500),
  quantity: 20,
  left: 20,
  per_person: 0,
  starts: 100_000,
  ends: 160_000,
  closes: 165_000,
  ...over,
});

describe("the countdown", () => {
  it("ends at the same picture for everyone, whatever the delay", () => {
    expect(secondsLeft(deal(), 150_000, 0)).toBe(10);
    expect(secondsLeft(deal(), 151_500, 1500)).toBe(10);
  });
  it("shows no second in which the server does not sell any more", () => {
    expect(secondsLeft(deal(), 165_000, 60_000)).toBe(0);
  });
  it("takes a picture that seems to come from the future for a fresh one", () => {
    expect(secondsLeft(deal(), 150_000, -900_000)).toBe(10);
  });
});

describe("which deal is seen", () => {
  const known = (...deals: DealEvent[]) => ({
    deals: Object.fromEntries(deals.map((one) => [one.variant_id, one])),
    dealLeft: {},
  });
  it("is the pinned product's, else the newest", () => {
    const second = deal({ variant_id: "v2", product_id: "p2", deal_id: "d2", starts: 110_000 });
    expect(dealToShow(known(deal(), second), "", 120_000, 0)?.deal_id).toBe("d2");
    expect(dealToShow(known(deal(), second), "p1", 120_000, 0)?.deal_id).toBe("d1");
  });
  it("is one that has ended only for a moment", () => {
    const stopped = deal({ state: "stopped", ts: 120_000 });
    expect(dealToShow(known(stopped), "", 121_000, 0)).toBe(stopped);
    expect(dealToShow(known(stopped), "", 129_000, 0)).toBeNull();
    expect(dealToShow(known(deal()), "", 161_000, 0)).not.toBeNull();
    expect(dealToShow(known(deal()), "", 169_000, 0)).toBeNull();
  });
});

describe("what is left", () => {
  it("is what the room last said of that deal", () => {
    const stock = { kind: "stock" as const, id: "2-0", ts: 1, variant_id: "v1", product_id: "p1", on_hand: 30, sold: 0 };
    const room = withEvents(EMPTY, [deal({ id: "1-0" }) as never, { ...stock, deal: { deal_id: "d1", left: 4 } }]);
    expect(leftOfDeal(deal(), room)).toBe(4);
    expect(room.stock["v1"]).toBe(30);
    const later = withEvents(room, [{ ...stock, id: "3-0", on_hand: 12 }]);
    expect(leftOfDeal(deal({ deal_id: "d9", left: 7 }), later)).toBe(7);
    expect(leftOfDeal(deal({ state: "stopped" }), later)).toBe(0);
  });
  it("comes with the state of who joins later", () => {
    const state = {
      "deal:v1": deal(),
      "stock:v1": { kind: "stock" as const, ts: 1, variant_id: "v1", product_id: "p1", on_hand: 9, sold: 0, deal: { deal_id: "d1", left: 2 } },
    };
    const room = withJoined(EMPTY, { events: [], state: state, hasGap: false });
    expect(leftOfDeal(deal(), room)).toBe(2);
    expect(Object.keys(room.deals)).toEqual(["v1"]);
  });
  it("is almost gone from a fifth, and never at the start", () => {
    expect([20, 5, 4, 1, 0].map((left) => isAlmostGone(left, 20))).toEqual([false, false, true, true, false]);
    expect(isAlmostGone(2, 2)).toBe(false);
  });
});

it("is offered alone, at its price, with the one before", () => {
  const kinds = [
    { variantId: "v1", title: "M", price: twd(500), left: 30 },
    { variantId: "v2", title: "L", price: twd(600), left: 1 },
  ];
  const whole: Offer = { productId: "p1", title: "Tea", imageUrl: "", variants: kinds, left: 31, price: twd(500), hasSeveralPrices: true };
  const offer = offerOfDeal(deal(), whole, 4);
  expect(offer).toMatchObject({ title: "Tea M", price: twd(300), was: twd(500), left: 4, hasSeveralPrices: false });
  expect(offer.variants).toEqual([{ variantId: "v1", title: "M", price: twd(300), left: 4 }]);
});
