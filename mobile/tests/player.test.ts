import { describe, expect, it } from "vitest";
import { ANY, delayOf, narrowed, offsetOf, rate, seconds } from "#/features/show/figures";
import { AUTO } from "#/features/show/player";
import { choicesOf, levelFor, nameOf } from "#/features/show/quality";
import { clockOf, lengthOf, markAt, marksOf, partsOf, placeOf, secondOf } from "#/features/show/timeline";
import { backOff, Watchdog } from "#/features/show/watchdog";

const BEGAN = Date.parse("2026-11-20T12:00:00Z");
/** Files are stamped 2.01 s after their first picture. */
const stamped = (second: number) => new Date(BEGAN + second * 1000 + 2010).toISOString();
const at = (second: number) => new Date(BEGAN + second * 1000).toISOString();

/** Two minutes, half a minute without an encoder, one minute; told in the wrong order. */
const PARTS = partsOf([
  { url: "b.mp4", start_time: stamped(150), duration_s: 60, offset_s: 20 },
  { url: "a.mp4", start_time: stamped(0), duration_s: 120, offset_s: 0 },
]);

describe("the line of a replay", () => {
  it("puts the files one after the other, without the time between them", () => {
    expect(PARTS.map(({ url, from, length }) => [url, from, length])).toEqual([
      ["a.mp4", 0, 120],
      ["b.mp4", 120, 60],
    ]);
    expect(lengthOf(PARTS)).toBe(180);
    expect(lengthOf([])).toBe(0);
  });

  it.each([
    [0, 0, 0],
    [119, 0, 119],
    [120, 1, 20], // after the preview
    [170, 1, 70],
    [999, 1, 80],
    [-5, 0, 0],
  ])("finds second %d in its file", (second, index, inFile) => {
    expect(placeOf(PARTS, second)).toEqual({ index, at: inFile });
  });

  it.each([
    [-10, 0],
    [30, 30],
    [135, 120], // nobody recorded it: the next picture is the nearest
    [160, 130],
    [500, 180],
  ])("puts what happened %d s after the start at second %d", (after, second) => {
    expect(secondOf(PARTS, BEGAN + after * 1000)).toBeCloseTo(second, 6);
  });

  it("marks what was held up, a moment early", () => {
    const marks = marksOf(PARTS, [
      { product_id: "soup", start_time: at(160), end_time: null },
      { product_id: "tea", start_time: at(10), end_time: at(40) },
      { product_id: "cake", start_time: at(40), end_time: at(155) },
    ]);
    expect(marks).toEqual([
      { productId: "tea", at: 9, until: 40 },
      { productId: "cake", at: 39, until: 125 },
      { productId: "soup", at: 129, until: 180 },
    ]);
    expect([0, 20, 39, 126, 150].map((second) => markAt(marks, second))).toEqual([-1, 0, 1, -1, 2]);
  });

  it("leaves out what was held up while nothing was recorded, and slips of the hand", () => {
    const pins = [
      { product_id: "before", start_time: at(-60), end_time: at(-5) },
      { product_id: "between", start_time: at(125), end_time: at(145) },
      { product_id: "slip", start_time: at(50), end_time: at(50.4) },
      { product_id: "after", start_time: at(400), end_time: null },
      { product_id: "before and into", start_time: at(-60), end_time: at(5) },
    ];
    expect(marksOf(PARTS, pins)).toEqual([{ productId: "before and into", at: 0, until: 5 }]);
  });

  it.each([
    [0, "0:00"],
    [9.9, "0:09"],
    [754, "12:34"],
    [3661, "1:01:01"],
  ])("writes %d s as %s", (second, text) => {
    expect(clockOf(second)).toBe(text);
  });
});

describe("qualities", () => {
  const level = (height: number, bitrate: number, frameRate = 30) => ({ height, bitrate, frameRate });

  it("have the names that viewers know, best first", () => {
    const levels = [level(360, 8e5), level(1080, 6e6, 60), level(720, 2e6), level(720, 3.5e6)];
    expect(choicesOf(levels)).toEqual([
      { level: 1, name: "1080p60" },
      { level: 3, name: "720p · 3.5 Mbps" },
      { level: 2, name: "720p · 2.0 Mbps" },
      { level: 0, name: "360p" },
    ]);
    expect(choicesOf([level(0, 1.2e6)])).toEqual([{ level: 0, name: "1.2 Mbps" }]);
    expect(nameOf(720, 29.97)).toBe("720p");
  });

  it("keep her choice on another show, as near as it goes", () => {
    const levels = [level(360, 8e5), level(1080, 6e6), level(720, 2e6)];
    expect(levelFor(levels, 720)).toBe(2);
    expect(levelFor(levels, 900)).toBe(2);
    expect(levelFor(levels, 240)).toBe(0);
    expect(levelFor(levels, 0)).toBe(AUTO);
    expect(levelFor([level(360, 8e5)], 720)).toBe(AUTO);
  });
});

describe("the watchdog", () => {
  const even = () => 0.5;

  it("does nothing while the picture moves, is paused or is not seen", () => {
    const dog = new Watchdog(0, even);
    for (let second = 1; second < 60; second += 1) {
      expect(dog.look(second, true, second * 1000)).toBe("none");
    }
    for (let second = 60; second < 120; second += 1) {
      expect(dog.look(59, false, second * 1000)).toBe("none");
    }
    expect(dog.look(59, true, 120_000)).toBe("none");
  });

  it("tries the mild remedy once, then reloads, then ever later", () => {
    const dog = new Watchdog(0, even);
    const told: [number, string][] = [];
    for (let second = 0; second <= 60; second += 1) {
      const remedy = dog.look(7, true, second * 1000);
      if (remedy !== "none") told.push([second, remedy]);
    }
    // 12 s to the first reload, 12 + 2 s to the second, 12 + 4 s to the third
    expect(told).toEqual([
      [5, "recover"],
      [12, "reload"],
      [17, "recover"],
      [26, "reload"],
      [31, "recover"],
      [42, "reload"],
      [47, "recover"],
    ]);
  });

  it("forgets what was when the picture moves again", () => {
    const dog = new Watchdog(0, even);
    for (let second = 0; second <= 30; second += 1) dog.look(7, true, second * 1000);
    expect(dog.look(8, true, 31_000)).toBe("none");
    expect(dog.look(8, true, 36_000)).toBe("recover");
    expect(dog.look(8, true, 43_000)).toBe("reload");
  });

  it("spreads those who come back", () => {
    expect([0, 1, 2, 3, 4, 9].map((failures) => backOff(failures, 0.5))).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect([backOff(1, 0), backOff(1, 1)]).toEqual([1500, 2500]);
  });
});

describe("figures", () => {
  it("learn the server's clock from whole seconds", () => {
    const ahead = 5_300;
    let known = ANY;
    for (let asked = 1_000_000; asked < 1_012_000; asked += 1370) {
      const written = Math.floor((asked + 20 + ahead) / 1000) * 1000;
      known = narrowed(known, written, asked, asked + 40);
    }
    expect(known.least).toBeLessThanOrEqual(ahead);
    expect(known.most).toBeGreaterThanOrEqual(ahead);
    expect(Math.abs(offsetOf(known) - ahead)).toBeLessThan(200);
  });

  it("begin anew when a clock was set meanwhile, and say nothing before the first answer", () => {
    const before = narrowed(ANY, 10_000, 10_100, 10_150);
    expect(narrowed(before, 70_000, 20_100, 20_150)).toEqual({ least: 49_850, most: 50_900 });
    expect(offsetOf(ANY)).toBe(0);
    expect(offsetOf({ least: -1400, most: -600 })).toBe(0); // a header that was a second old
  });

  it("are written short", () => {
    expect(seconds(delayOf(1_000_000, 1_001_200, 40))).toBe("1.24 s");
    expect(seconds(delayOf(null, 5, 0))).toBe("–");
    expect(delayOf(2000, 1000, 0)).toBe(0);
    expect([rate(2_340_000), rate(800_400), rate(null)]).toEqual(["2.3 Mbps", "800 kbps", "–"]);
  });
});
