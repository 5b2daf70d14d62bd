import { describe, expect, it } from "vitest";
import type { Act } from "#/api/types";
import { actOn, choicesFor, isSameAct, undoOf } from "#/features/show/moderation/acts";
import type { ChatEvent, RoomEvent } from "#/realtime/frames";
import { EMPTY, readable, withEvents, withJoined, type ChatMessage } from "#/realtime/store";

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

  it("takes what was quoted of a line with it, and brings it back", () => {
    const answer = { ...by("4-0", "b"), reply: { id: "1-0", user_id: "a", name: "a", text: "secret" } };
    const quotes = (room: ReturnType<typeof withEvents>) =>
      readable(room.lines, room.deletions).flatMap((line) => (line.kind === "chat" ? [line.quote?.text] : []));
    const answered = withEvents(said, [answer]);
    expect(quotes(answered).at(-1)).toBe("secret");
    const one = withEvents(answered, [deleted("5-0", { message_id: "1-0" })]);
    expect(quotes(one)).toEqual([undefined, undefined, undefined]);
    expect(quotes(withEvents(one, [restored("6-0", "act-5-0")])).at(-1)).toBe("secret");
    // the line itself came before she did
    const late = withEvents(withEvents(EMPTY, [answer]), [deleted("5-0", { user_id: "a" })]);
    expect(quotes(late)).toEqual([undefined]);
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

describe("what a moderator may do", () => {
  const line: ChatMessage = { id: "7-0", kind: "chat", userId: "spammer", name: "Spammer", text: "buy followers", clientId: "c", quote: null };
  const names = (...args: Parameters<typeof choicesFor>) => choicesFor(...args).map(({ act }) => act.act);
  const made = (act: Partial<Act>): Act => ({
    act: "mute", act_id: "a-1", act_time: "", actor_id: "host", is_undone: false, message_id: "7-0", show_id: "s",
    text: "", undoes: "", until_time: null, user_id: "spammer", user_name: "Spammer", why: "", actor_name: "Mei",
    rules: null, undone_by: "", undone_by_name: "", undone_time: null, can_undo: true, ...act,
  });

  it("is all of it for another person's line", () => {
    expect(names(line, "host", undefined)).toEqual(["delete_message", "pin", "mute", "mute", "delete_person", "ban"]);
  });

  it("does not silence herself, and pins nothing twice", () => {
    expect(names(line, "spammer", undefined)).toEqual(["delete_message", "pin"]);
    expect(names(line, "spammer", "7-0")).toEqual(["delete_message"]);
    expect(names(line, "spammer", "6-0")).toContain("pin");
  });

  it("names the line, so that the server reads who and what from the room", () => {
    const acts = choicesFor(line, "host", undefined).map((choice) => actOn(line, choice));
    expect(acts.every((act) => act.message_id === "7-0" && act.user_id === undefined)).toBe(true);
    expect(acts.filter(({ act }) => act === "mute").map(({ minutes }) => minutes)).toEqual([5, 60]);
  });

  it("has a way back from each, and none from the way back", () => {
    expect(undoOf(made({ act: "delete_message" }))).toEqual({ act: "restore", act_id: "a-1" });
    expect(undoOf(made({ act: "delete_person" }))).toEqual({ act: "restore", act_id: "a-1" });
    expect(undoOf(made({ act: "mute" }))).toEqual({ act: "unmute", user_id: "spammer" });
    expect(undoOf(made({ act: "ban" }))).toEqual({ act: "unban", user_id: "spammer" });
    expect(undoOf(made({ act: "pin" }))).toEqual({ act: "unpin" });
    expect((["restore", "unmute", "unban", "unpin"] as const).map((act) => undoOf(made({ act })))).toEqual([null, null, null, null]);
  });

  it("knows the same act again from another one", () => {
    const [mute5, mute60] = choicesFor(line, "host", undefined).filter(({ act }) => act.act === "mute").map((one) => actOn(line, one));
    expect(mute5 && isSameAct(mute5, { ...mute5 })).toBe(true);
    expect(mute5 && mute60 && isSameAct(mute5, mute60)).toBe(false);
  });
});
