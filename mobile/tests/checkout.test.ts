import { describe, expect, it } from "vitest";
import type { Address, Order, PaymentMethod } from "#/api/types";
import { externalUrl, inAppOf } from "#/features/checkout/in-app";
import { Intentions } from "#/features/checkout/intention";
import { tidy, wrongFields } from "#/features/checkout/contact";
import { NO_STORE, NOWHERE, deliveryOf, isOffered, tidyDestination, wrongIn } from "#/features/checkout/destination";
import { chosenWay, takes } from "#/features/checkout/ways";
import { START, isBusy, isOver, next, placeOf, type Checkout, type Step } from "#/features/checkout/machine";

function counting() {
  let made = 0;
  return new Intentions(() => `key${String((made += 1))}`);
}

describe("one key per intention", () => {
  it("keeps the key over double taps and retries", () => {
    const intentions = counting();
    const keys = [1, 2, 3].map(() => intentions.keyFor("order shop", { total: 1170 }));
    expect(new Set(keys).size).toBe(1);
  });

  it("makes another when what she means has changed", () => {
    const intentions = counting();
    const first = intentions.keyFor("order shop", { total: 1170 });
    expect(intentions.keyFor("order shop", { total: 1180 })).not.toBe(first);
  });

  it("makes another after the attempt is settled: pay again is new", () => {
    const intentions = counting();
    const first = intentions.keyFor("pay 1", "1");
    intentions.settle("pay 1");
    expect(intentions.keyFor("pay 1", "1")).not.toBe(first);
  });

  it("keeps intentions apart", () => {
    const intentions = counting();
    expect(intentions.keyFor("pay 1", "x")).not.toBe(intentions.keyFor("pay 2", "x"));
  });
});

const order = { order_id: "o1" } as Order;
const run = (...steps: Step[]): Checkout => steps.reduce(next, START);

describe("checkout", () => {
  it("goes from the press to the provider", () => {
    const end = run({ type: "press" }, { type: "placed", order }, { type: "left" });
    expect(end).toEqual({ at: "leaving", order });
    expect(isBusy(end)).toBe(true);
  });

  it("ignores presses while one is under way", () => {
    const ordering = run({ type: "press" });
    expect(next(ordering, { type: "press" })).toBe(ordering);
  });

  it("says why it was refused, and can be pressed again", () => {
    const error = new Error("no");
    const refused = run({ type: "press" }, { type: "refused", error });
    expect(refused).toEqual({ at: "filling", error });
    expect(next(refused, { type: "press" }).at).toBe("ordering");
  });

  it("never orders twice: a press after a failed start pays the same order", () => {
    const stopped = run({ type: "press" }, { type: "placed", order }, { type: "stopped", error: new Error("no") });
    expect(next(stopped, { type: "press" })).toEqual({ at: "starting", order });
  });

  it("stays with the order when the back button brings the page back", () => {
    const back = run({ type: "press" }, { type: "placed", order }, { type: "left" }, { type: "returned" });
    expect(back).toEqual({ at: "ordered", order, error: null });
  });

  it("takes no late answers", () => {
    expect(next(START, { type: "placed", order })).toBe(START);
    expect(next(START, { type: "left" })).toBe(START);
  });

  it("puts each refusal beside what it is about", () => {
    expect(placeOf("PRICE_CHANGED")).toBe("line");
    expect(placeOf("OUT_OF_STOCK")).toBe("line");
    expect(placeOf("TOTAL_CHANGED")).toBe("total");
    expect(placeOf("CONTACT_INVALID")).toBe("contact");
    expect(placeOf("COUPON_USED_UP")).toBe("coupon");
    expect(placeOf("DELIVERY_UNAVAILABLE")).toBe("delivery");
    expect(placeOf("CART_ORDERED")).toBe("button");
    expect(placeOf("NETWORK")).toBe("button");
  });

  it("begins anew only after the attempt is over", () => {
    expect(["ORDER_STATE", "REQUEST_ID_REUSED", "CART_ORDERED", "COUPON_USED_UP"].every(isOver)).toBe(true);
    expect(["NETWORK", "OUT_OF_STOCK", "DEADLINE_EXCEEDED"].some(isOver)).toBe(false);
  });
});

describe("contact", () => {
  it("takes numbers as people write them", () => {
    const tidied = tidy({ name: " 王小美 ", phone: "０９１２-345 678", address: "台中市 民生路 1 號 " });
    expect(tidied).toEqual({ name: "王小美", phone: "0912345678", address: "台中市 民生路 1 號" });
    expect(wrongFields(tidied)).toEqual([]);
  });

  it("names the fields that cannot be sent", () => {
    expect(wrongFields({ name: "", phone: "12", address: "" })).toEqual(["name", "phone", "address"]);
    expect(wrongFields({ name: "a", phone: "+66812345678", address: "x" })).toEqual([]);
  });
});

describe("destination", () => {
  const contact = { name: "王小美", phone: "0912 345 678", address: "台中市" };
  const store = { chain: "hi_life", code: " １２３４ ", name: " 夜市  店 " } as const;

  it("asks for a store or for an address, never for both", () => {
    const home = tidyDestination({ kind: "home", contact, store });
    expect(home).toEqual({ kind: "home", contact: { ...contact, phone: "0912345678" }, store: NO_STORE });
    expect(deliveryOf(home)).toEqual({ kind: "home", store: null });
    const pickUp = tidyDestination({ kind: "store", contact, store });
    expect(pickUp.contact.address).toBe("");
    expect(deliveryOf(pickUp)).toEqual({ kind: "store", store: { chain: "hi_life", code: "1234", name: "夜市 店" } });
    expect([...wrongIn(home), ...wrongIn(pickUp)]).toEqual([]);
  });

  it("names what is wrong in the order of the page", () => {
    expect(wrongIn(NOWHERE)).toEqual(["name", "phone", "address"]);
    expect(wrongIn({ ...NOWHERE, kind: "store" })).toEqual(["store_chain", "store_code", "store_name", "name", "phone"]);
  });

  it("offers what the shop sends to", () => {
    const amount = { currency_code: "TWD", amount_minor: 0 };
    const saved = (delivery: Address["delivery"]) => ({ address_id: "a", contact, delivery }) as Address;
    const home = saved({ kind: "home", store: null });
    const seven = saved({ kind: "store", store: { chain: "seven_eleven", code: "123456", name: "x" } });
    const methods = [{ kind: "store" as const, fee: amount, free_from: null, chains: ["seven_eleven" as const] }];
    expect(isOffered(seven, methods)).toBe(true);
    expect(isOffered(home, methods)).toBe(false);
    expect(isOffered(saved({ kind: "store", store: { ...store } }), methods)).toBe(false);
  });
});

describe("chat apps' browsers", () => {
  it("knows LINE and Facebook, and leaves others alone", () => {
    expect(inAppOf("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 Line/13.1.0/IAB")).toBe("line");
    expect(inAppOf("Mozilla/5.0 (Linux; Android 14) Chrome/120 [FB_IAB/FB4A;FBAV/400.0.0]")).toBe("facebook");
    expect(inAppOf("Mozilla/5.0 (X11; Linux x86_64) Chrome/120 Safari/537.36")).toBeNull();
  });

  it("keeps the query when it asks LINE for the system browser", () => {
    expect(externalUrl("/orders/1")).toBe("/orders/1?openExternalBrowser=1");
    expect(externalUrl("/a?b=1")).toBe("/a?b=1&openExternalBrowser=1");
  });
});

describe("the way to pay", () => {
  const twd = (dollars: number) => ({ currency_code: "TWD", amount_minor: dollars * 100 });
  const of = (method: PaymentMethod["method"], least: number, most: number) => ({ provider: "ecpay", method, least: twd(least), most: twd(most) });
  const METHODS = [of("card", 5, 199_999), of("atm", 11, 49_999), of("cvs", 33, 6_000)];

  it("takes amounts up to both of its bounds", () => {
    const fits = [32, 33, 6_000, 6_001].map((dollars) => takes(of("cvs", 33, 6_000), twd(dollars)));
    expect(fits).toEqual([false, true, true, false]);
  });

  it("is what she chose, else what she used last, else the first", () => {
    expect(chosenWay(METHODS, twd(320), "cvs", "atm")).toBe("cvs");
    expect(chosenWay(METHODS, twd(320), null, "atm")).toBe("atm");
    expect(chosenWay(METHODS, twd(320), null, null)).toBe("card");
    expect(chosenWay(METHODS, twd(320), null, "cowries")).toBe("card");
  });

  it("is never one that does not take the amount", () => {
    expect(chosenWay(METHODS, twd(6_001), "cvs", "atm")).toBe("atm");
    expect(chosenWay(METHODS, twd(50_000), "cvs", "atm")).toBe("card");
    expect(chosenWay(METHODS, twd(4), "card", null)).toBeNull();
    expect(chosenWay([], twd(320), "card", null)).toBeNull();
  });
});
