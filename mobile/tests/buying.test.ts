import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { cartKeys, keepCart } from "#/api/queries/cart-cache";
import type { Cart, CartLine, Order, Payment } from "#/api/types";
import { deviceOf } from "#/features/account/device";
import { canOrder, troubleOf, withQuantity, withoutLine } from "#/features/cart/lines";
import { lineStartUrl, safeReturn } from "#/features/login/return-to";
import { mayPay, pollMs, standingOf } from "#/features/orders/status";
import { formatMoney } from "#/i18n/format";

const twd = (amount_minor: number) => ({ currency_code: "TWD", amount_minor });
const line = (over: Partial<CartLine> = {}): CartLine => ({
  variant_id: "v1",
  product_id: "p1",
  title: "蔥油餅",
  image_url: "",
  quantity: 2,
  seen_price: twd(32000),
  unit_price: twd(32000),
  price_changed: false,
  available: 10,
  show_id: "",
  deal_end_time: null,
  ...over,
});
const cart = (...lines: CartLine[]): Cart => ({ shop_id: "s1", lines, total: twd(64000) });

describe("the cart that is kept", () => {
  it("is the answer to the change, though an older read comes in later", async () => {
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    let answer: (cart: Cart) => void = () => undefined;
    const older = client.query({
      queryKey: cartKeys.one("s1"),
      queryFn: () => new Promise<Cart>((resolve) => (answer = resolve)),
    });
    const given = older.catch(() => "cancelled");
    await keepCart(client, "s1", cart(line()));
    answer(cart());
    await given;
    expect(client.getQueryData(cartKeys.one("s1"))).toEqual(cart(line()));
  });
});

describe("money", () => {
  it("is written as the place writes it, without decimals for TWD", () => {
    expect(formatMoney(twd(117000), "en")).toMatch(/^NT\$\s?1,170$/);
    expect(formatMoney(twd(117000), "zh_TW")).toMatch(/^NT\$\s?1,170$/);
    expect(formatMoney({ currency_code: "THB", amount_minor: 39000 }, "th")).toMatch(/^฿\s?390$/);
  });
});

describe("lines of a cart", () => {
  it("say what is wrong with them", () => {
    expect(troubleOf(line())).toBeNull();
    expect(troubleOf(line({ unit_price: null }))).toBe("gone");
    expect(troubleOf(line({ available: 0 }))).toBe("soldOut");
    expect(troubleOf(line({ available: 1 }))).toBe("tooFew");
    expect(troubleOf(line({ price_changed: true, unit_price: twd(35000) }))).toBe("priceChanged");
  });

  it("can be ordered only when every one of them can", () => {
    expect(canOrder(cart(line()))).toBe(true);
    expect(canOrder(cart(line(), line({ variant_id: "v2", available: 0 })))).toBe(false);
    expect(canOrder(cart())).toBe(false);
  });

  it("foresee the total", () => {
    expect(withQuantity(cart(line()), "v1", 3).total).toEqual(twd(96000));
    expect(withoutLine(cart(line()), "v1")).toEqual({ shop_id: "s1", lines: [], total: null });
  });
});

const LATER = "2026-01-01T12:15:00Z";
const now = Date.parse("2026-01-01T12:00:00Z");
const after = Date.parse("2026-01-01T12:20:00Z");
const order = (state: Order["state"]) => ({ state, pay_deadline: LATER }) as Order;
const payment = (state: Payment["state"]) => ({ state }) as Payment;

describe("standing of an order", () => {
  it("tells the truth about the money", () => {
    expect(standingOf(order("placed"), undefined, now)).toBe("payable");
    expect(standingOf(order("placed"), payment("pending"), now)).toBe("confirming");
    expect(standingOf(order("placed"), payment("failed"), now)).toBe("failed");
    expect(standingOf(order("placed"), payment("settled"), now)).toBe("confirming");
    expect(standingOf(order("paid"), payment("settled"), now)).toBe("paid");
    expect(standingOf(order("paid"), payment("refund_due"), now)).toBe("refund");
    expect(standingOf(order("paid"), payment("refunded"), now)).toBe("refunded");
    expect(standingOf(order("cancelled"), payment("refunded"), now)).toBe("refunded");
    expect(mayPay(order("placed"), payment("refunded"), now)).toBe(false);
    expect(standingOf(order("cancelled"), undefined, now)).toBe("cancelled");
    expect(standingOf(order("cancelled"), payment("settled"), now)).toBe("refund");
    expect(standingOf(order("placed"), undefined, after)).toBe("late");
    for (const state of ["packed", "shipped", "delivered", "completed", "expired", "refunded"] as const) {
      expect(standingOf(order(state), undefined, after)).toBe(state);
    }
    expect(standingOf(order("shipped"), payment("settled"), after)).toBe("shipped");
    expect(standingOf(order("shipped"), payment("refunded"), after)).toBe("refunded");
    expect(standingOf(order("expired"), payment("settled"), after)).toBe("refund");
    const givenUp = (back: number) =>
      ({ ...order("cancelled"), pay_time: LATER, total: { amount_minor: 300 }, refunded: { amount_minor: back } }) as Order;
    expect(standingOf(givenUp(0), undefined, after)).toBe("refund");
    expect(standingOf(givenUp(300), undefined, after)).toBe("refunded");
    expect(standingOf(order("placed"), payment("pending"), after)).toBe("confirming");
    const coded = { ...payment("pending"), pay_code: { number: "081" } } as Payment;
    expect(standingOf(order("placed"), coded, now)).toBe("code");
    expect(standingOf(order("placed"), coded, after)).toBe("confirming");
    expect(standingOf(order("paid"), coded, now)).toBe("paid");
  });

  it("lets her pay only while it can arrive", () => {
    expect(mayPay(order("placed"), undefined, now)).toBe(true);
    expect(mayPay(order("placed"), payment("failed"), now)).toBe(true);
    expect(mayPay(order("placed"), payment("settled"), now)).toBe(false);
    expect(mayPay(order("placed"), undefined, after)).toBe(false);
    expect(mayPay(order("paid"), undefined, now)).toBe(false);
  });

  it("asks often at first, and stops when nothing will change", () => {
    expect(pollMs("confirming", 0)).toBe(2_000);
    expect(pollMs("confirming", 120_000)).toBe(10_000);
    expect(pollMs("paid", 0)).toBe(false);
    expect(pollMs("expired", 0)).toBe(10_000);
    expect(pollMs("expired", 600_000)).toBe(false);
  });
});

describe("the way back from the log-in", () => {
  it("stays on our own site", () => {
    expect(safeReturn("/shows/1?add=2&key=3")).toBe("/shows/1?add=2&key=3");
    for (const bad of [null, "", "//evil.example", "/\\evil.example", "https://evil.example", "/a b", "/login?x=1", `/${"a".repeat(500)}`]) {
      expect(safeReturn(bad)).toBe("/");
    }
  });

  it("is in the link, and auto log-in is off when asked", () => {
    expect(lineStartUrl({ returnTo: "/cart/1", locale: "zh-Hant-TW", withoutAutoLogin: false })).toBe(
      "/v1/auth/line/start?return_to=%2Fcart%2F1&locale=zh-Hant-TW",
    );
    expect(lineStartUrl({ returnTo: "/", locale: "en", withoutAutoLogin: true })).toContain("disable_auto_login=true");
  });
});

describe("devices", () => {
  it("have short names", () => {
    expect(deviceOf("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Line/13")).toBe("iPhone · LINE");
    expect(deviceOf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome")).toBe("Linux");
    expect(deviceOf("demo")).toBe("demo");
  });
});
