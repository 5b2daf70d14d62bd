import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isSecond } from "#/features/show/controls/taps";
import { MOST_RISING, startsOf } from "#/features/show/reactions/looks";
import { Applause, type Burst } from "#/realtime/reactions";

describe("applause", () => {
  let given: [string, number][] = [];
  let seen: Burst[] = [];
  let applause: Applause;

  beforeEach(() => {
    vi.useFakeTimers();
    given = [];
    seen = [];
    applause = new Applause();
    applause.open((kind, count) => given.push([kind, count]));
    applause.watch((burst) => seen.push(burst));
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const tap = (times: number) => {
    for (let one = 0; one < times; one += 1) applause.tap("like");
  };

  it("is given once a second however quick the thumb is, and not without end", () => {
    tap(3);
    applause.tap("wow");
    expect(given).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(given).toEqual([["like", 3], ["wow", 1]]);
    tap(80);
    vi.advanceTimersByTime(5000);
    expect(given.slice(2)).toEqual([["like", 50]]);
  });

  it("shows one's own at once and not again when the room tells of it", () => {
    applause.hear({}, 100);
    tap(2);
    expect(seen).toEqual([{ kind: "like", count: 1 }, { kind: "like", count: 1 }]);
    expect(applause.total()).toBe(102);
    vi.advanceTimersByTime(1000);
    expect(applause.total()).toBe(102);
    applause.hear({ like: 5, clap: 1 }, 106);
    expect(seen.slice(2)).toEqual([{ kind: "like", count: 3 }, { kind: "clap", count: 1 }]);
    expect(applause.total()).toBe(106);
  });

  it("forgets what the room never counted", () => {
    tap(4);
    vi.advanceTimersByTime(1000);
    vi.advanceTimersByTime(6000);
    applause.hear({ like: 2 }, 2);
    expect(seen.at(-1)).toEqual({ kind: "like", count: 2 });
    expect(applause.total()).toBe(2);
  });

  it("ends with the room", () => {
    tap(1);
    applause.close();
    vi.advanceTimersByTime(2000);
    expect(given).toEqual([]);
    expect(applause.total()).toBe(0);
  });
});

describe("what rises", () => {
  it("is never more than a cheap phone draws", () => {
    expect(startsOf(200, 0).length).toBeLessThanOrEqual(MOST_RISING);
    expect(startsOf(200, MOST_RISING - 2)).toHaveLength(2);
    expect(startsOf(5, MOST_RISING)).toEqual([]);
    expect(startsOf(1, 0)).toEqual([0]);
  });

  it("is asked for by two quick taps in one place", () => {
    const first = { x: 100, y: 100, at: 1000 };
    expect(isSecond({ x: 110, y: 95, at: 1250 }, first)).toBe(true);
    expect(isSecond({ x: 110, y: 95, at: 1400 }, first)).toBe(false);
    expect(isSecond({ x: 200, y: 95, at: 1250 }, first)).toBe(false);
    expect(isSecond(first, null)).toBe(false);
  });
});
