import { describe, expect, it } from "vitest";
import type { ChatEvent, RoomEvent } from "#/realtime/frames";
import { EMPTY, readable, withEvents, withJoined } from "#/realtime/store";

describe("deletions", () => {
  const by = (id: string, user: string): ChatEvent => ({
    id, ts: 0, kind: "chat", user: { id: user, name: user }, text: id, client_id: `c-${id}`,
  });
  const deleted = (id: string, what: { message_id?: string; user_id?: string }): RoomEvent => ({
    id, ts: 0, kind: "deleted", act_id: `act-${id}`, message_id: "", user_id: "", ...what,
  });
  const restored = (id: string, act_id: string): RoomEvent => ({ id, ts: 0, kind: "restored", act_id });
  const shown = (room: ReturnType<typeof withEvents>) => readable(room.lines, room.deletions).map(({ id }) => id);
  const said = withEvents(EMPTY, [by("1-0", "a"), by("2-0", "b"), by("3-0", "a")]);

  it("takes one line away, and brings it back to its place", () => {
    const gone = withEvents(said, [deleted("4-0", { message_id: "2-0" })]);
    expect(shown(gone)).toEqual(["1-0", "3-0"]);
    expect(shown(withEvents(gone, [restored("5-0", "act-4-0")]))).toEqual(["1-0", "2-0", "3-0"]);
  });

  it("takes all of a person, but not what is said later, also within one frame", () => {
    const gone = withEvents(said, [by("3-5", "a"), deleted("4-0", { user_id: "a" }), by("5-0", "a")]);
    expect(shown(gone)).toEqual(["2-0", "5-0"]);
  });

  it("holds for a list that was kept from before", () => {
    const gone = withEvents(said, [deleted("4-0", { message_id: "1-0" })]);
    expect(readable(said.lines, gone.deletions).map(({ id }) => id)).toEqual(["2-0", "3-0"]);
  });

  it("brings back only what that act took", () => {
    const gone = withEvents(said, [deleted("4-0", { message_id: "1-0" }), deleted("5-0", { user_id: "a" })]);
    expect(shown(withEvents(gone, [restored("6-0", "act-5-0")]))).toEqual(["2-0", "3-0"]);
  });

  it("leaves the list as it is when nothing was taken", () => {
    expect(readable(said.lines, said.deletions)).toBe(said.lines);
  });
});

describe("what moderators set", () => {
  const pin = { id: "4-0", ts: 0, kind: "message_pin", message: { id: "1-0", user: { id: "u", name: "mei" }, text: "hi" } } as const;
  const rules = { id: "5-0", ts: 0, kind: "rules", slow_mode_s: 10, links_off: false } as const;
  const mute = { id: "6-0", ts: 0, kind: "sanction", user_id: "u", state: "muted", until: 99 } as const;

  it("comes by events and outlives a resume", () => {
    const room = withEvents(EMPTY, [pin, rules, mute]);
    expect(room.pinnedLine).toEqual({ id: "1-0", name: "mei", text: "hi" });
    expect(room.slowModeS).toBe(10);
    const again = withJoined(room, { events: [], state: { message_pin: pin, rules }, hasGap: false });
    expect([again.pinnedLine?.text, again.slowModeS, again.sanctions.u?.until]).toEqual(["hi", 10, 99]);
  });

  it("goes when the room no longer says it", () => {
    const room = withEvents(EMPTY, [pin, rules, mute]);
    const free = withEvents(room, [
      { ...pin, id: "7-0", message: null },
      { ...mute, id: "8-0", state: "none", until: 0 },
    ]);
    expect([free.pinnedLine, free.sanctions.u?.state]).toEqual([null, "none"]);
    const again = withJoined(room, { events: [], state: {}, hasGap: true });
    expect([again.pinnedLine, again.slowModeS]).toEqual([null, 0]);
  });
});
