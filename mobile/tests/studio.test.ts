import { describe, expect, it } from "vitest";
import type { IngestWarning, Order } from "#/api/types";
import { bitRate, chatRate, levelOf, troublesOf } from "#/features/studio/health";
import { fromLocalField, nextQuarter, toLocalField } from "#/features/studio/local-time";
import { countOf, minorOf } from "#/lib/typed";
import { matches, moved, pinKeys, placeAt, shiftOf } from "#/features/studio/order";
import { productSeriesOf } from "#/features/studio/product-series";
import { areaPath, barsPath, niceTop, seriesOf } from "#/features/studio/series";
import { sumsOf, ticked } from "#/features/studio/ticker";
import type { Line } from "#/realtime/store";

describe("the order of products", () => {
  const ids = ["a", "b", "c", "d"];

  it("moves one and keeps the rest", () => {
    expect(moved(ids, 0, 2)).toEqual(["b", "c", "a", "d"]);
    expect(moved(ids, 3, 0)).toEqual(["d", "a", "b", "c"]);
    expect(moved(ids, 1, 1)).toEqual(ids);
    expect(moved(ids, 1, 99)).toEqual(["a", "c", "d", "b"]);
    expect(moved(ids, 9, 0)).toEqual(ids);
  });

  it("puts down where most of the row is, never outside", () => {
    expect(placeAt(1, 40, 100, 4)).toBe(1);
    expect(placeAt(1, 60, 100, 4)).toBe(2);
    expect(placeAt(1, -149, 100, 4)).toBe(0);
    expect(placeAt(1, 5000, 100, 4)).toBe(3);
    expect(placeAt(0, -5000, 100, 4)).toBe(0);
  });

  it("makes room on the way, on both sides, and nowhere else", () => {
    expect([0, 1, 2, 3].map((index) => shiftOf(index, 0, 2))).toEqual([0, -1, -1, 0]);
    expect([0, 1, 2, 3].map((index) => shiftOf(index, 3, 1))).toEqual([0, 1, 1, 0]);
  });

  it("gives the first nine a key", () => {
    const many = Array.from({ length: 12 }, (_, index) => `p${index}`);
    const keys = pinKeys(many);
    expect(keys.size).toBe(9);
    expect(keys.get("1")).toBe("p0");
    expect(keys.get("9")).toBe("p8");
    expect(pinKeys(["x"]).get("2")).toBeUndefined();
  });

  it("is searched by any of its words, in any width", () => {
    expect(matches("手工蔥油餅 10 片", "蔥油 10")).toBe(true);
    expect(matches("Oolong Tea 150 g", "tea OOLONG")).toBe(true);
    expect(matches("ＡＢＣ 茶", "abc")).toBe(true);
    expect(matches("手工蔥油餅", "茶")).toBe(false);
    expect(matches("anything", "")).toBe(true);
  });
});

describe("what is typed", () => {
  it("is an amount of the currency or nothing", () => {
    expect(minorOf("390", "TWD")).toBe(39000);
    expect(minorOf("1,170", "TWD")).toBe(117000);
    expect(minorOf("３９０", "TWD")).toBe(39000);
    expect(minorOf("39.50", "THB")).toBe(3950);
    for (const bad of ["", "0", "-1", "1e3", "39.5", "abc", "1234567890"]) expect(minorOf(bad, "TWD"), bad).toBeNull();
  });

  it("is a count or nothing", () => {
    expect(countOf("12")).toBe(12);
    expect(countOf("0")).toBe(0);
    for (const bad of ["", "1.5", "-3", "12a", "1234567"]) expect(countOf(bad), bad).toBeNull();
  });

  it("is a time on her clock", () => {
    const time = new Date(2026, 10, 27, 20, 15);
    expect(toLocalField(time)).toBe("2026-11-27T20:15");
    expect(fromLocalField("2026-11-27T20:15")).toBe(time.toISOString());
    expect(fromLocalField("2026-11-27 20:15")).toBe(time.toISOString());
    for (const bad of ["", "tomorrow", "2026-11-27", "2026-13-41T99:99"]) expect(fromLocalField(bad), bad).toBeNull();
    expect(nextQuarter(Date.parse("2026-11-27T12:00:00Z")).toISOString()).toBe("2026-11-27T12:15:00.000Z");
    expect(nextQuarter(Date.parse("2026-11-27T12:14:59Z")).toISOString()).toBe("2026-11-27T12:15:00.000Z");
  });
});

const receiving = { signal: "receiving" as const, bitrate_bps: 2_400_000, warnings: [] as IngestWarning[] };
const seen = { ingest: receiving, isUnknown: false, connection: "open" } as const;

describe("health", () => {
  it("says nothing while all is well", () => {
    expect(troublesOf(seen)).toEqual([]);
    expect(levelOf([])).toBe("well");
    // zero is not measured yet
    expect(troublesOf({ ...seen, ingest: { ...receiving, bitrate_bps: 0 } })).toEqual([]);
  });

  it("says the worst first", () => {
    const found = troublesOf({
      ...seen,
      connection: "waiting",
      ingest: { ...receiving, bitrate_bps: 90_000, warnings: ["AUDIO_MISSING"] },
    });
    expect(found.map(({ message }) => message)).toEqual(["studio.troubleAudio", "studio.troubleWeak", "studio.troubleChat"]);
    expect(levelOf(found)).toBe("bad");
  });

  it("has no opinion on a picture that is not there", () => {
    const found = troublesOf({ ...seen, ingest: { ...receiving, signal: "none", bitrate_bps: 0 } });
    expect(found).toEqual([{ level: "bad", message: "studio.troubleSignal" }]);
  });

  it("names a warning that it does not know", () => {
    const found = troublesOf({ ...seen, ingest: { ...receiving, warnings: ["CLOCK_SKEW" as IngestWarning] } });
    expect(found).toEqual([{ level: "watch", message: "studio.troubleOther", code: "CLOCK_SKEW" }]);
  });

  it("tells not knowing from no signal", () => {
    expect(troublesOf({ ...seen, ingest: undefined, isUnknown: true })).toEqual([{ level: "watch", message: "studio.troubleUnknown" }]);
  });

  it("counts the talk of the last minute", () => {
    const now = 1_800_000_000_000;
    const chat = (ago: number): Line => ({ id: `${now - ago}-0`, kind: "chat", userId: "u", name: "n", text: "t", clientId: "c", quote: null });
    expect(chatRate([chat(61_000), chat(59_000), chat(10), { id: `${now}-1`, kind: "wentLive" }], now)).toBe(2);
  });

  it("writes rates as encoders do", () => {
    expect(bitRate(812_400, "en")).toBe("812 kbit/s");
    expect(bitRate(2_440_000, "en")).toBe("2.4 Mbit/s");
  });
});

const line = (showId: string, minor: number, quantity: number) => ({
  variant_id: "v",
  product_id: "p",
  title: "茶",
  quantity,
  unit_price: { currency_code: "TWD", amount_minor: minor },
  show_id: showId,
});
const order = (state: Order["state"], lines: ReturnType<typeof line>[]) =>
  ({ order_id: state, order_no: "1", state, place_time: "2026-01-01T12:00:00Z", lines, total: { currency_code: "TWD", amount_minor: 999 } }) as Order;

describe("orders as they tick in", () => {
  it("count only what belongs to the show", () => {
    const one = ticked(order("paid", [line("s1", 100, 2), line("other", 700, 1)]), "s1");
    expect(one?.amount).toEqual({ currency_code: "TWD", amount_minor: 200 });
    expect(one?.things).toEqual([{ title: "茶", quantity: 2 }]);
    expect(ticked(order("paid", [line("other", 700, 1)]), "s1")).toBeNull();
  });

  it("make a sum of what is paid", () => {
    const list = (["placed", "paid", "cancelled"] as const).map((state) => ticked(order(state, [line("s1", 100, 1)]), "s1"));
    expect(sumsOf(list.filter((one) => one !== null))).toEqual({
      orders: 1,
      waiting: 1,
      amounts: [{ currency_code: "TWD", amount_minor: 100 }],
    });
  });

  it("take the sum of all when only the newest are here", () => {
    const newest = ticked(order("placed", [line("s1", 100, 1)]), "s1");
    const whole = [{ currency: "TWD", orders: 250, units: 300, amount: 990000 }];
    expect(sumsOf(newest ? [newest] : [], whole)).toEqual({
      orders: 250,
      waiting: 1,
      amounts: [{ currency_code: "TWD", amount_minor: 990000 }],
    });
  });
});

const minute = (at: number, value: number) => ({ time: new Date(Date.parse("2026-01-01T12:00:00Z") + at * 60_000).toISOString(), value });
const span = { start: "2026-01-01T12:00:20Z", end: "2026-01-01T12:04:40Z" };

describe("plots of a show", () => {
  it("have every minute from start to end, silent ones too", () => {
    const series = seriesOf([minute(1, 3), minute(3, 7)], span, "most");
    expect(series?.points.map(({ value }) => value)).toEqual([0, 3, 0, 7, 0]);
    expect(series?.top).toBe(10);
  });

  it("hold what came after the end", () => {
    expect(seriesOf([minute(6, 1)], span, "sum")?.points).toHaveLength(7);
  });

  it("are none when nothing ever was", () => {
    expect(seriesOf([], span, "sum")).toBeNull();
    expect(seriesOf([minute(1, 0)], span, "sum")).toBeNull();
  });

  it("put neighbours together in a long show: sums add up, viewers do not", () => {
    const long = Array.from({ length: 240 }, (_, at) => minute(at, 2));
    const open = { start: null, end: null };
    const sums = seriesOf(long, open, "sum");
    expect(sums?.points).toHaveLength(120);
    expect(sums?.points.every(({ value }) => value === 4)).toBe(true);
    expect(seriesOf(long, open, "most")?.points.every(({ value }) => value === 2)).toBe(true);
  });

  it("have a scale that can be read", () => {
    expect([0, 1, 3, 7, 11, 99, 100, 101].map(niceTop)).toEqual([1, 1, 5, 10, 20, 100, 100, 200]);
  });

  it("are drawn inside their field, also a single minute", () => {
    const size = { width: 100, height: 50 };
    const one = seriesOf([minute(0, 1)], { start: null, end: null }, "sum");
    if (one === null) throw new Error("no series");
    expect(areaPath(one, size).line).toBe("M0 0L100 0");
    expect(barsPath(one, size)).toBe("M38 50v-50h24v50Z");
    const three = seriesOf([minute(0, 1), minute(2, 2)], { start: null, end: null }, "sum");
    if (three === null) throw new Error("no series");
    expect(areaPath(three, size).area).toBe("M0 25L50 50L100 0L100 50L0 50Z");
    expect(barsPath(three, size).match(/M/g)).toHaveLength(2);
  });
});

describe("sales by product", () => {
  const at = (minutes: number, amount: number, currency = "TWD") => ({
    time: new Date(Date.parse("2026-11-27T12:00:00Z") + minutes * 60_000).toISOString(),
    orders: 1,
    units: 1,
    currency,
    amount,
  });
  const product = (product_id: string, minutes: ReturnType<typeof at>[], currency = "TWD") => ({
    product_id,
    title: `title of ${product_id}`,
    units: 1,
    currency,
    amount: 0,
    minutes,
  });
  const span = { start: "2026-11-27T12:00:30Z", end: "2026-11-27T12:03:30Z" };
  const sales = {
    products: [product("a", [at(0, 700), at(2, 100)]), product("b", [at(2, 300)]), product("c", []), product("x", [at(1, 9_000, "THB")], "THB")],
    minutes: [at(0, 700), at(2, 450), at(1, 9_000, "THB")],
  };

  it("stands in rows of the same minutes and scale, and what is not told apart is the rest", () => {
    const found = productSeriesOf(sales, "TWD", span);
    expect(found.map(({ key, title, sum }) => [key, title, sum])).toEqual([
      ["a", "title of a", 800],
      ["b", "title of b", 300],
      ["rest", null, 50],
    ]);
    expect(found.map(({ series }) => series.points.map(({ value }) => value))).toEqual([
      [700, 0, 100, 0],
      [0, 0, 300, 0],
      [0, 0, 50, 0],
    ]);
    expect(new Set(found.map(({ series: { from, to, top } }) => `${from} ${to} ${top}`)).size).toBe(1);
    expect(found[0]?.series.top).toBe(1000);
  });

  it("has no rest when all are told, and no row without a sale", () => {
    expect(productSeriesOf(sales, "THB", span).map(({ key }) => key)).toEqual(["x"]);
    expect(productSeriesOf({ products: [], minutes: [] }, "TWD", span)).toEqual([]);
  });

  it("keeps rows under each other in a long show, too", () => {
    const long = { products: [product("a", [at(0, 10), at(1, 10)])], minutes: [at(0, 10), at(1, 10), at(299, 5)] };
    const [first, rest] = productSeriesOf(long, "TWD", { start: null, end: null });
    expect(first?.series.points.map(({ time }) => time)).toEqual(rest?.series.points.map(({ time }) => time));
    expect(first?.series.points[0]?.value).toBe(20);
    expect(rest?.series.points.at(-1)?.value).toBe(5);
  });
});
