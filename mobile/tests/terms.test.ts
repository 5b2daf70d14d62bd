import { describe, expect, it } from "vitest";
import type { Coupon } from "#/api/types";
import { amountOf, limitOf, typedOf } from "#/features/studio/terms/amounts";
import { BLANK, couponOf, heardCode, standingOf } from "#/features/studio/terms/coupons";
import { draftOf, faultsOf, methodOf } from "#/features/studio/terms/methods";

const twd = (amount_minor: number) => ({ currency_code: "TWD", amount_minor });

describe("amounts", () => {
  it("takes nothing for nothing, and refuses what is none", () => {
    expect(amountOf("", "TWD")).toEqual(twd(0));
    expect(amountOf("０", "TWD")).toEqual(twd(0));
    expect(amountOf("60", "TWD")).toEqual(twd(6000));
    expect(amountOf("60.5", "TWD")).toBeUndefined();
    expect(amountOf("-1", "TWD")).toBeUndefined();
    expect([limitOf(""), limitOf("3"), limitOf("0"), limitOf("x")]).toEqual([0, 3, undefined, undefined]);
    expect([typedOf(twd(6000)), typedOf(null)]).toEqual(["60", ""]);
  });
});

describe("ways of delivery", () => {
  it("begins with home for nothing, and keeps what the shop set", () => {
    expect(draftOf("home", []).isOn).toBe(true);
    expect(draftOf("store", []).isOn).toBe(false);
    const stored = [{ kind: "store" as const, fee: twd(6000), free_from: twd(99000), chains: ["hi_life" as const] }];
    const draft = draftOf("store", stored);
    expect(draft).toEqual({ isOn: true, fee: "60", freeFrom: "990", chains: ["hi_life"] });
    expect(methodOf("store", draft, "TWD")).toEqual(stored);
    expect(draftOf("home", stored).isOn).toBe(false);
  });

  it("names what is wrong, of what is offered only", () => {
    const draft = { isOn: true, fee: "", freeFrom: "x", chains: [] };
    expect(faultsOf("store", draft, "TWD")).toEqual(["fee", "freeFrom", "chains"]);
    expect(faultsOf("home", draft, "TWD")).toEqual(["fee", "freeFrom"]);
    expect(faultsOf("store", { ...draft, isOn: false }, "TWD")).toEqual([]);
    expect(methodOf("store", { ...draft, isOn: false }, "TWD")).toEqual([]);
  });
});

describe("discount codes", () => {
  it("hears a code as the service does", () => {
    expect(heardCode(" ｍｏｏｎ 100 ")).toBe("MOON100");
    expect(couponOf({ ...BLANK, code: "雙十一", amount: "50" }, "TWD").coupon).toMatchObject({
      code: "雙十一",
      amount_off: twd(5000),
      percent_off: 0,
      max_uses: 0,
      max_uses_per_person: 1,
    });
  });

  it("names what is wrong", () => {
    expect(couponOf(BLANK, "TWD").faults).toEqual(["code", "amount"]);
    const bad = { ...BLANK, code: "a;b;c", kind: "percent" as const, percent: "101", minimum: "x", from: "2026-01-02T00:00", until: "2026-01-01T00:00", maxUses: "0", perPerson: "x" };
    expect(couponOf(bad, "TWD").faults).toEqual(["code", "percent", "minimum", "until", "maxUses", "perPerson"]);
  });

  it("says how a code stands", () => {
    const coupon = { stop_time: null, from_time: null, until_time: null, max_uses: 0, used: 0 } as unknown as Coupon;
    const now = Date.parse("2026-11-05T12:00:00Z");
    expect(standingOf(coupon, now)).toBe("works");
    expect(standingOf({ ...coupon, from_time: "2026-11-05T13:00:00Z" }, now)).toBe("soon");
    expect(standingOf({ ...coupon, until_time: "2026-11-05T12:00:00Z" }, now)).toBe("over");
    expect(standingOf({ ...coupon, max_uses: 2, used: 2 }, now)).toBe("usedUp");
    expect(standingOf({ ...coupon, stop_time: "2026-11-05T11:00:00Z", max_uses: 2, used: 2 }, now)).toBe("stopped");
  });
});
