import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ApiError, NETWORK } from "#/api/errors";
import { begin } from "#/features/broadcast/phone-attempt";
import { IDLE, isOn, next, waitMs, type Broadcast, type Step } from "#/features/broadcast/phone-machine";

const run = (...types: Step["type"][]): Broadcast =>
  types.reduce<Broadcast>((now, type) => next(now, { type }), IDLE);
const attempts = (n: number): Step["type"][] => Array.from({ length: n }, () => ["lost", "due"] as const).flat();

describe("a broadcast from the phone", () => {
  it("goes live, and ends by her hand", () => {
    expect(run("press")).toEqual({ at: "starting", attempt: 1 });
    expect(run("press", "connected")).toEqual({ at: "live", isInterrupted: false });
    expect(run("press", "connected", "end")).toEqual(IDLE);
  });

  it("a second press is nothing", () => {
    for (const now of [run("press"), run("press", "connected"), run("press", "lost"), run("press", "hidden")]) {
      expect(next(now, { type: "press" })).toEqual(now);
    }
  });

  it("connects again after a loss, from the beginning of the waiting", () => {
    expect(run("press", "connected", "lost")).toEqual({ at: "waiting", attempt: 1 });
    expect(run("press", "connected", "lost", "due")).toEqual({ at: "starting", attempt: 2 });
    expect(run("press", ...attempts(4), "connected", "lost")).toEqual({ at: "waiting", attempt: 1 });
  });

  it("gives up after ten attempts in a row", () => {
    expect(run("press", ...attempts(9))).toEqual({ at: "starting", attempt: 10 });
    expect(run("press", ...attempts(9), "lost")).toEqual({ at: "failed", why: "gaveUp" });
    expect(run("press", ...attempts(9), "lost", "press")).toEqual({ at: "starting", attempt: 1 });
  });

  it("waits longer each time, never longer than a quarter of a minute", () => {
    const waits = Array.from({ length: 10 }, (_, at) => waitMs(at + 1));
    expect(waits.slice(0, 5)).toEqual([1000, 2000, 4000, 8000, 15_000]);
    expect(Math.max(...waits)).toBe(15_000);
  });

  it("does not try a refused key again", () => {
    expect(run("press", "refused")).toEqual({ at: "failed", why: "refused" });
    expect(run("press", "refused", "lost", "due", "shown")).toEqual({ at: "failed", why: "refused" });
  });

  it("sends nothing while another app is looked at, and goes on when she is back", () => {
    for (const before of [["press"], ["press", "connected"], ["press", "lost"]] as Step["type"][][]) {
      expect(run(...before, "hidden")).toEqual({ at: "paused" });
      expect(run(...before, "hidden", "connected", "lost", "due", "refused")).toEqual({ at: "paused" });
      expect(run(...before, "hidden", "shown")).toEqual({ at: "starting", attempt: 1 });
    }
    expect(run("hidden", "shown")).toEqual(IDLE);
    expect(run("press", "connected", "hidden", "end", "shown")).toEqual(IDLE);
  });

  it("says that a call has the microphone, and when it gave it back", () => {
    expect(run("press", "connected", "interrupted")).toEqual({ at: "live", isInterrupted: true });
    expect(run("press", "connected", "interrupted", "resumed")).toEqual({ at: "live", isInterrupted: false });
    expect(run("interrupted")).toEqual(IDLE);
  });

  it("what comes late from a broadcast that is over changes nothing", () => {
    for (const late of ["connected", "lost", "refused", "due", "resumed"] as const) {
      expect(run("press", "connected", "end", late)).toEqual(IDLE);
    }
    expect([IDLE, run("press", "refused")].map(isOn)).toEqual([false, false]);
  });
});

describe("an attempt", () => {
  const door = { server: "rtmps://media.test/live", key: "path?key=ticket.secret" };
  const going = () => new AbortController().signal;
  const nothing = () => Promise.resolve();

  it("sends with a ticket of its own", async () => {
    const sent: string[] = [];
    let asked = 0;
    const means = {
      ticket: () => Promise.resolve({ ...door, key: `path?key=ticket.${(asked += 1)}` }),
      send: (server: string, key: string) => {
        sent.push(`${server}/${key}`);
        return nothing();
      },
    };
    expect([await begin(means, going()), await begin(means, going())]).toEqual([null, null]);
    expect(sent).toEqual(["rtmps://media.test/live/path?key=ticket.1", "rtmps://media.test/live/path?key=ticket.2"]);
  });

  it("is tried again when the network failed, and not when she may not", async () => {
    const refusedBy = (error: Error) => begin({ ticket: () => Promise.reject(error), send: nothing }, going());
    const network = new ApiError({ reason: NETWORK });
    const forbidden = new ApiError({ reason: "ROLE_MISSING", status: 403 });
    expect(await refusedBy(network)).toEqual({ type: "lost", error: network });
    expect(await refusedBy(forbidden)).toEqual({ type: "refused", error: forbidden });
    const broken = { ticket: () => Promise.resolve(door), send: () => Promise.reject(new Error("no encoder")) };
    expect(await begin(broken, going())).toEqual({ type: "refused", error: null });
  });

  it("is nothing when she has ended it meanwhile", async () => {
    for (const ticket of [() => Promise.resolve(door), () => Promise.reject(new ApiError({ reason: NETWORK }))]) {
      const stopper = new AbortController();
      let isSent = false;
      const send = () => {
        isSent = true;
        return nothing();
      };
      const attempt = begin({ ticket, send }, stopper.signal);
      stopper.abort();
      expect([await attempt, isSent]).toEqual([null, false]);
    }
  });
});

describe("the native parts", () => {
  const module = "modules/broadcaster";
  const face = readFileSync(`${module}/src/types.ts`, "utf8");
  const kotlin = ["Module", "View"].map((part) => readFileSync(`${module}/android/src/main/java/app/nightmarket/broadcaster/Broadcaster${part}.kt`, "utf8")).join("\n");
  const swift = ["BroadcasterModule", "BroadcasterView", "Broadcast"].map((part) => readFileSync(`${module}/ios/${part}.swift`, "utf8")).join("\n");
  const words = (pattern: RegExp, text: string) => new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""));

  const calls = [...words(/^ {2}(\w+): \(/gm, face)];
  it("know every call of the TypeScript face, under its name", () => {
    expect(calls).toEqual(["start", "stop", "flip", "setTorch", "setMuted"]);
    for (const text of [kotlin, swift]) expect([...words(/AsyncFunction\("(\w+)"\) \{ \(?view/g, text)]).toEqual(calls);
  });

  it("tell no fact that the face does not know", () => {
    const facts = words(/"(\w+)"/g, /type Fact = (.*);/.exec(face)?.[1] ?? "");
    const told = [words(/tell\("(\w+)"/g, kotlin), words(/tell\("(\w+)"/g, swift), words(/\? "(refused|interrupted)"/g, swift), words(/: "(lost|resumed)"/g, swift)];
    expect(facts.size).toBe(5);
    for (const fact of told.flatMap((one) => [...one])) expect(facts).toContain(fact);
    for (const fact of ["connected", "lost", "refused"]) expect([kotlin.includes(`"${fact}"`), swift.includes(`"${fact}"`)]).toEqual([true, true]);
  });

  it("have the same qualities, bit rates and figures", () => {
    const qualities = [...words(/"(\w+)"/g, /type Quality = (.*);/.exec(face)?.[1] ?? "")];
    expect([...words(/[A-Z]+\("(\w+)"/g, kotlin)]).toEqual(qualities);
    for (const quality of qualities) expect(swift).toContain(`case ${quality}\n`);
    for (const rate of ["1_200_000", "2_500_000", "4_500_000"]) expect([kotlin.includes(rate), swift.includes(rate)]).toEqual([true, true]);
    for (const figure of ["bitsPerSecond", "framesPerSecond"]) expect([face, kotlin, swift].map((text) => text.includes(figure))).toEqual([true, true, true]);
  });

  it("keep the key out of every log", () => {
    expect(`${kotlin}${swift}`).not.toMatch(/\b(print|NSLog|Log\.[dewiv]|os_log|println)\(/);
    expect(kotlin).toContain("setLogs(false)");
  });
});
