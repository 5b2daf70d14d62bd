import { describe, expect, it } from "vitest";
import { needsOtherWords, speakingOf, withRefusal } from "#/realtime/speaking";
import { Refused } from "#/realtime/refused";
import { EMPTY, withEvents, type Room } from "#/realtime/store";

const NOW = 1_800_000_000_000;
const rules = (more: object) => ({ id: "1-0", ts: 0, kind: "rules", slow_mode_s: 0, links_off: false, ...more }) as const;

describe("whether she may write", () => {
  const may = (room: Partial<Room>, isStaff = false, now = NOW) => speakingOf({ ...EMPTY, ...room }, "u", isStaff, now);

  it("is free where nothing holds", () => {
    expect(may({})).toEqual({ kind: "free", leftS: 0 });
    expect(may({ sanctions: { other: { state: "banned", until: 0 } } }).kind).toBe("free");
  });

  it("waits for slow mode after her own line, by the rule that holds now", () => {
    const spoke = { slowModeS: 30, spokeAt: NOW - 10_500 };
    expect(may(spoke)).toEqual({ kind: "slow", leftS: 20 });
    expect(may({ ...spoke, slowModeS: 5 }).kind).toBe("free");
    expect(may({ slowModeS: 30 }).kind).toBe("free");
    expect(may(spoke, false, NOW + 19_500).kind).toBe("free");
  });

  it("holds staff up by a mute or ban alone", () => {
    const room = { ...withEvents(EMPTY, [rules({ slow_mode_s: 30, talk: "members" })]), spokeAt: NOW };
    expect(may(room).kind).toBe("members");
    expect(may(room, true).kind).toBe("free");
    expect(may({ ...room, sanctions: { u: { state: "muted", until: NOW + 61_000 } } }, true)).toEqual({ kind: "muted", leftS: 61 });
    expect(may({ sanctions: { u: { state: "banned", until: 0 } } }, true).kind).toBe("banned");
  });

  it("lets her write when the mute has run out", () => {
    expect(may({ sanctions: { u: { state: "muted", until: NOW } } }).kind).toBe("free");
  });
});

describe("a refusal", () => {
  const mine = [{ clientId: "c", text: "hi", quote: null, state: "sending" as const, reason: "" }];
  const after = (reason: string, details: Record<string, string> = {}, room: Partial<Room> = {}) =>
    withRefusal({ ...EMPTY, ...room, mine }, { clientId: "c", userId: "u", refusal: new Refused(reason, details), at: NOW });

  it("fails the line and leaves the rest alone", () => {
    const room = after("RATE_LIMITED");
    expect(room.mine[0]).toMatchObject({ state: "failed", reason: "RATE_LIMITED" });
    expect(speakingOf(room, "u", false, NOW).kind).toBe("free");
  });

  it("teaches what was decided before she came", () => {
    const at = (room: Room) => speakingOf(room, "u", false, NOW);
    expect(at(after("CHAT_MUTED", { until: String(NOW + 5000) }))).toEqual({ kind: "muted", leftS: 5 });
    expect(at(after("CHAT_BANNED")).kind).toBe("banned");
    expect(at(after("CHAT_MEMBERS_ONLY")).kind).toBe("members");
    expect(at(after("CHAT_SLOW_MODE", { retry_s: "8" }, { slowModeS: 30 }))).toEqual({ kind: "slow", leftS: 8 });
  });

  it("is for its words, or not", () => {
    expect(["CHAT_BLOCKED_WORD", "CHAT_LINKS_OFF", "NETWORK", "CHAT_SLOW_MODE"].map(needsOtherWords)).toEqual([true, true, false, false]);
  });
});
