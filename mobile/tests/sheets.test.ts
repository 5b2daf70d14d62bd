import { beforeEach, describe, expect, it, vi } from "vitest";
import { pathOf, sheetOf } from "#/features/show/sheets/names";
import { GAP, smallSize, spotFor } from "#/features/show/sheets/small";
import { Heights } from "#/features/show/windowing";

describe("the name of a sheet", () => {
  it("comes from the address, and nothing else does", () => {
    expect(sheetOf("cart")).toBe("cart");
    expect(sheetOf("product.01995e2a-0000")).toBe("product.01995e2a-0000");
    for (const text of [undefined, "", "home", "product.", "pay.a/b", "cart.x", "javascript:1"]) expect(sheetOf(text)).toBeNull();
    expect(pathOf("s", "pay.o")).toBe("/shows/s?sheet=pay.o");
    expect(pathOf("s", null)).toBe("/shows/s");
  });
});

describe("the small picture", () => {
  it("keeps its shape, and leaves room on a low screen", () => {
    expect(smallSize(16 / 9, 844)).toEqual({ width: 199, height: 112 });
    expect(smallSize(9 / 16, 844)).toEqual({ width: 81, height: 144 });
    expect(smallSize(16 / 9, 300).height).toBe(66);
  });

  it("goes to the nearer side and never out of sight", () => {
    const [size, seen] = [{ width: 199, height: 112 }, { width: 390, height: 844 }];
    expect(spotFor(10, 300, size, seen)).toEqual({ side: "left", y: 300 });
    expect(spotFor(180, -50, size, seen)).toEqual({ side: "right", y: GAP });
    expect(spotFor(180, 2000, size, seen).y).toBe(844 - 112 - GAP);
  });
});

describe("which lines are drawn", () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => ({ id: String(index) }));

  it("are few at the end, however many there are", () => {
    const drawn = new Heights().between(lines, 0, 560);
    expect(drawn).toEqual({ start: 9_980, end: 10_000, above: 9_980 * 28, below: 0 });
  });

  it("lie where the measured heights below put them", () => {
    const heights = new Heights();
    for (let index = 9_990; index < 10_000; index += 1) heights.set(String(index), 100);
    const drawn = heights.between(lines, 450, 950);
    expect(drawn.end).toBe(9_996);
    expect(drawn.below).toBe(400);
    expect(drawn.start).toBe(9_990);
  });

  it("reach the first line", () => {
    const heights = new Heights();
    expect(heights.between(lines, 10_000 * 28 - 500, 10_000 * 28 + 800)).toMatchObject({ start: 0, above: 0 });
    expect(heights.between([], 0, 800)).toEqual({ start: 0, end: 0, above: 0, below: 0 });
  });

  it("forget the heights of long ago", () => {
    const heights = new Heights();
    for (let index = 0; index < 12_001; index += 1) heights.set(`l${index}`, 20);
    expect([heights.has("l0"), heights.has("l1"), heights.guess]).toEqual([false, true, 20]);
  });
});

describe("layers in the history", () => {
  type Entry = { state: { id?: string; layers?: number } | null; url: string };
  let entries: Entry[];
  let at: number;
  let heard: string[];
  let listener: ((event: { state: Entry["state"]; stopImmediatePropagation: () => void }) => void) | undefined;
  let router: number;

  const here = () => entries[at] ?? { state: null, url: "" };
  const go = (by: number) => {
    at += by;
    const stop = vi.fn();
    listener?.({ state: here().state, stopImmediatePropagation: stop });
    if (stop.mock.calls.length === 0) router += 1;
  };

  beforeEach(() => {
    vi.resetModules();
    entries = [{ state: { id: "home" }, url: "/" }, { state: { id: "show" }, url: "/shows/s" }];
    [at, heard, listener, router] = [1, [], undefined, 0];
    vi.stubGlobal("window", {
      history: {
        get state() { return here().state; },
        pushState: (state: Entry["state"], _title: string, url?: string) => {
          entries = [...entries.slice(0, at + 1), { state, url: url ?? here().url }];
          at += 1;
        },
        replaceState: (state: Entry["state"], _title: string, url: string) => { entries[at] = { state, url }; },
        go,
      },
      addEventListener: (_type: string, added: typeof listener) => { listener = added; },
    });
  });

  const open = async () => {
    const layers = await import("#/lib/layers.web");
    const cart = layers.openLayer(() => { heard.push("cart"); }, "/shows/s?sheet=cart");
    const pay = layers.openLayer(() => { heard.push("pay"); }, "/shows/s?sheet=pay.o");
    return { layers, cart, pay };
  };

  it("back closes the topmost, one by one, and the router hears nothing", async () => {
    await open();
    expect(here().url).toBe("/shows/s?sheet=pay.o");
    go(-1);
    expect([heard, here().url]).toEqual([["pay"], "/shows/s?sheet=cart"]);
    go(-1);
    expect([heard, here().url, router]).toEqual([["pay", "cart"], "/shows/s", 0]);
    go(-1);
    expect([here().url, router]).toEqual(["/", 1]);
  });

  it("closing the lowest closes what lies over it", async () => {
    const { layers, cart } = await open();
    layers.closeLayer(cart);
    expect([heard, here().url, router]).toEqual([["pay", "cart"], "/shows/s", 0]);
  });

  it("what is gone from the screen leaves the history too, unasked", async () => {
    const { layers, pay } = await open();
    layers.dropLayer(pay);
    expect([heard, here().url, router]).toEqual([[], "/shows/s?sheet=cart", 0]);
  });

  it("forward does not bring a closed layer back", async () => {
    await open();
    go(-1);
    go(1);
    expect([heard, here().url, router]).toEqual([["pay"], "/shows/s?sheet=cart", 0]);
  });

  it("a page that lay over the sheets is the router's", async () => {
    await open();
    entries.push({ state: { id: "order" }, url: "/orders/o" });
    at += 1;
    go(-1);
    expect([heard, here().url, router]).toEqual([[], "/shows/s?sheet=pay.o", 1]);
  });
});
