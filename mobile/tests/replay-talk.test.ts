import { describe, expect, it } from "vitest";
import type { SaidPage } from "#/api/types";
import { loadedOf, reached, timed, wishAt } from "#/features/show/replay-talk";

const page = (...seconds: number[]): SaidPage => ({
  next_page_token: "",
  messages: seconds.map((offset_s, index) => ({
    id: `${offset_s}-${index}`,
    user: { id: "u", name: "mei" },
    text: `at ${offset_s}`,
    client_id: "c",
    post_time: "2026-11-20T12:00:00Z",
    reply: index === 0 ? null : { id: "30-0", user: { id: "v", name: "bo" }, text: "at 30" },
    offset_s,
  })),
});
const LINES = timed([page(30, 40), page(40, 70)]);

describe("the talk beside a replay", () => {
  it("quotes what a line answers", () => {
    expect(LINES.map((line) => line.quote)).toEqual([
      null,
      { id: "30-0", userId: "v", name: "bo", text: "at 30" },
      null,
      { id: "30-0", userId: "v", name: "bo", text: "at 30" },
    ]);
  });

  it("shows what the picture has reached", () => {
    expect([0, 30, 39.9, 40, 69, 1000].map((second) => reached(LINES, second))).toEqual([0, 1, 1, 3, 3, 4]);
    expect(reached([], 10)).toBe(0);
  });

  it("knows from when to when it has all lines", () => {
    expect(loadedOf(LINES, 60, true, true)).toMatchObject({ from: 30, until: 70 });
    expect(loadedOf(LINES, 60, false, false)).toMatchObject({ from: 0, until: Infinity });
    expect(loadedOf([], 60, true, true)).toMatchObject({ from: 60, until: 60 });
  });

  it.each([
    ["before what is there", 29, { do: "jump", to: 0 }],
    ["within it", 40, { do: "nothing" }],
    ["near its end", 55, { do: "on" }],
    ["a little past it", 100, { do: "on" }],
    ["far past it", 200, { do: "jump", to: 180 }],
  ])("fetches when the picture is %s", (_where, second, wish) => {
    expect(wishAt(loadedOf(LINES, 30, true, true), second, true)).toEqual(wish);
  });

  it("fetches what was said just before the place that was sought", () => {
    expect(wishAt(loadedOf(LINES, 30, true, false), 45, false)).toEqual({ do: "back" });
  });

  it("has nothing to fetch when all is there", () => {
    const loaded = loadedOf(LINES, 0, false, false);
    expect([0, 45, 5000].map((second) => wishAt(loaded, second, true).do)).toEqual(["nothing", "nothing", "nothing"]);
  });
});
