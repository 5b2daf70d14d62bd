/** Where notifications reach a phone: who asks, when the gateway is told, and what is left behind. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const left: string[] = [];
vi.mock("#/push/push", () => ({
  leavePush: () => {
    left.push("push");
    return Promise.resolve();
  },
}));
vi.mock("#/lib/origin", () => ({ ORIGIN: "" }));

import { ApiError } from "#/api/errors";
import { logOut } from "#/api/queries/me";
import type { Address } from "#/push/port";
import { waitMs } from "#/push/registrar";
import { ANDROID, Bench, MEI, OFFLINE } from "./push-bench";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

describe("asking", () => {
  it("nobody is asked for having signed in", async () => {
    await bench.follow(MEI);
    expect([bench.asked, bench.calls, bench.now]).toEqual([0, [], "off"]);
  });

  it("who allowed it before is registered without a question", async () => {
    bench.permission = "granted";
    await bench.follow(MEI);
    expect([bench.asked, bench.calls]).toEqual([0, ["put android fcm t1 zh-Hant-TW"]]);
    expect(bench.standings).toEqual(["working", "on"]);
  });

  it("two presses are one question, after the phone's settings know what it is about", async () => {
    await bench.follow(MEI);
    await Promise.all([bench.registrar.ask(), bench.registrar.ask()]);
    await bench.rest();
    expect([bench.asked, bench.now, bench.channels[0]]).toEqual([1, "on", "通知"]);
    expect(bench.calls).toEqual(["put android fcm t1 zh-Hant-TW"]);
  });

  it.each(["denied", "askable"] as const)("a no (%s) leads to the phone's settings and is not asked again", async (no) => {
    await bench.follow(MEI);
    bench.answer = no;
    await bench.registrar.ask();
    await bench.rest();
    expect([bench.now, bench.calls]).toEqual(["blocked", []]);
    bench.registrar.look();
    await bench.rest();
    expect([bench.asked, bench.now]).toEqual([1, "blocked"]);
  });

  it("what she changes in the phone's settings is seen when she is back", async () => {
    bench.permission = "denied";
    await bench.follow(MEI);
    expect(bench.now).toBe("blocked");
    bench.permission = "granted";
    bench.registrar.look();
    await bench.rest();
    expect([bench.now, bench.calls]).toEqual(["on", ["put android fcm t1 zh-Hant-TW"]]);
    bench.permission = "denied";
    bench.registrar.look();
    await bench.rest();
    expect([bench.now, bench.calls.at(-1), bench.isThere]).toEqual(["blocked", "remove", false]);
  });

  it("what was taken away while the app was closed is removed at its next start", async () => {
    bench.isThere = true;
    await bench.follow(MEI);
    expect([bench.calls, bench.isThere, bench.now]).toEqual([["remove"], false, "off"]);
  });

  it("without a person there is nothing to ask", async () => {
    await bench.registrar.ask();
    expect([bench.asked, bench.now]).toEqual([0, "unknown"]);
  });
});

describe("being told", () => {
  beforeEach(async () => {
    bench.permission = "granted";
    await bench.follow(MEI);
    bench.calls = [];
  });

  it("the same again is not told again", async () => {
    bench.registrar.look();
    bench.changed(ANDROID("t1"));
    await bench.follow({ ...MEI });
    expect(bench.calls).toEqual([]);
  });

  it("another token is told at once, another language too, each with its own key", async () => {
    bench.changed(ANDROID("t2"));
    await bench.rest();
    await bench.follow({ ...MEI, locale: "th-TH", channel: "การแจ้งเตือน" });
    expect(bench.calls).toEqual(["put android fcm t2 zh-Hant-TW", "put android fcm t2 th-TH"]);
    expect(new Set(bench.keys).size).toBe(3);
    expect([bench.channels.at(-1), bench.now]).toEqual(["การแจ้งเตือน", "on"]);
  });

  it("a token that comes while one is asked for is the newer one", async () => {
    const other = new Bench();
    other.permission = "granted";
    let answer: ((address: Address) => void) | undefined;
    other.token = () => new Promise((done) => (answer = done));
    await other.follow(MEI);
    other.changed(ANDROID("newer"));
    answer?.(ANDROID("older"));
    await other.rest();
    await other.follow({ ...MEI, locale: "en" });
    expect(other.calls).toEqual(["put android fcm newer zh-Hant-TW", "put android fcm newer en"]);
  });

  it("the next person on this phone is told for herself", async () => {
    await bench.follow(null);
    expect(bench.now).toBe("unknown");
    await bench.follow({ ...MEI, id: "an" });
    await bench.follow(null);
    await bench.follow(MEI);
    expect(bench.calls).toEqual(Array(2).fill("put android fcm t1 zh-Hant-TW"));
  });

  it("a slow answer never overtakes a newer wish", async () => {
    const letGo = bench.hold();
    await bench.follow({ ...MEI, locale: "en" });
    await bench.follow({ ...MEI, locale: "ja-JP" });
    await bench.follow({ ...MEI, locale: "th-TH" });
    expect(bench.calls).toEqual(["put android fcm t1 en"]);
    letGo();
    await bench.rest();
    expect(bench.calls).toEqual(["put android fcm t1 en", "put android fcm t1 th-TH"]);
  });
});

describe("failing", () => {
  beforeEach(() => {
    bench.permission = "granted";
  });

  it("is tried again, longer apart each time, under the same key, and says so when it gives up", async () => {
    bench.fail = Array<ApiError>(7).fill(OFFLINE);
    await bench.follow(MEI);
    for (let at = 0; at < 9; at += 1) await bench.sleepOver();
    expect(bench.waits).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000]);
    expect([bench.calls.length, new Set(bench.keys).size, bench.now]).toEqual([7, 1, "failed"]);
    bench.registrar.look();
    await bench.rest();
    expect([bench.calls.length, new Set(bench.keys).size, bench.now]).toEqual([8, 1, "on"]);
  });

  it("a refusal is not tried again", async () => {
    bench.fail = [new ApiError({ reason: "PUSH_TOKEN_INVALID", status: 400 })];
    await bench.follow(MEI);
    expect([bench.calls.length, bench.waits, bench.now]).toEqual([1, [], "failed"]);
  });

  it("a phone that has no token yet is asked again", async () => {
    bench.token = () => Promise.reject(new Error("SERVICE_NOT_AVAILABLE"));
    await bench.follow(MEI);
    expect([bench.calls, bench.now]).toEqual([[], "working"]);
    bench.token = null;
    await bench.sleepOver();
    expect([bench.calls.length, bench.now]).toEqual([1, "on"]);
  });

  it("stops when she signs out meanwhile", async () => {
    bench.fail = [OFFLINE];
    await bench.follow(MEI);
    await bench.follow(null);
    await bench.sleepOver();
    expect([bench.calls.length, bench.waits.length]).toEqual([1, 1]);
  });

  it("waits are longer each time and never more than a minute", () => {
    expect([1, 2, 3, 6, 20].map(waitMs)).toEqual([2000, 4000, 8000, 60_000, 60_000]);
  });
});

describe("signing out", () => {
  beforeEach(async () => {
    bench.permission = "granted";
    await bench.follow(MEI);
    bench.calls = [];
  });

  it("the token goes, and nothing puts it back", async () => {
    await bench.registrar.leave();
    expect([bench.calls, bench.isThere]).toEqual([["remove"], false]);
    await bench.follow(null);
    expect(bench.calls).toEqual(["remove"]);
  });

  it("a registration that is under way comes before the removal", async () => {
    const letGo = bench.hold();
    await bench.follow({ ...MEI, locale: "en" });
    const leaving = bench.registrar.leave();
    await bench.rest();
    expect(bench.calls).toEqual(["put android fcm t1 en"]);
    letGo();
    await leaving;
    expect(bench.calls).toEqual(["put android fcm t1 en", "remove"]);
  });

  it("a gateway that does not answer holds her up for three seconds at most", async () => {
    bench.hold();
    const leaving = bench.registrar.leave();
    await bench.rest();
    expect(bench.waits).toEqual([3000]);
    await bench.sleepOver();
    await leaving;
  });

  it("a failure does not hold her up; a token that may be there is removed later", async () => {
    bench.fail = [OFFLINE];
    await bench.registrar.leave();
    expect(bench.isThere).toBe(true);
  });

  it("who stays after all, is registered again", async () => {
    await bench.registrar.leave();
    bench.registrar.look();
    await bench.rest();
    expect([bench.calls.at(-1), bench.isThere]).toEqual(["put android fcm t1 zh-Hant-TW", true]);
  });
});

describe("log-out", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("the phone stops hearing before the session ends", async () => {
    vi.stubGlobal("fetch", (url: string) => {
      left.push(url);
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    await logOut();
    expect(left).toEqual(["push", "/v1/auth/logout"]);
  });
});
