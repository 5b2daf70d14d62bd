import { describe, expect, it } from "vitest";
import { answerMark, answerText, commentFor } from "#/features/claims/words";
import type { ChatEvent, ClaimAnswer, ListingEvent, RoomEvent } from "#/realtime/frames";
import { EMPTY, withEvents, withJoined } from "#/realtime/store";

const lot = (variant_id: string, title: string) => ({ variant_id, title, units: 9, free: 3, places: 6, waiting: 0 });
const listing = (...lots: ReturnType<typeof lot>[]): ListingEvent & { id: string } => ({
  id: "2-0", ts: 0, kind: "listing", product_id: "p", title: "tea", keyword: "A1", state: "open", limit_per_person: 0, hold_s: 900, lots, root: "",
});
const answer = (wish: Partial<ClaimAnswer>): ClaimAnswer => ({
  user_id: "u", message_id: "1-0", outcome: "yours", product_id: "p", variant_id: "v",
  quantity: 1, units: 1, place: 12, total: 50, line: 0, due: 0, doubt: "", ...wish,
});
const chat = (id: string): ChatEvent => ({ id, ts: 0, kind: "chat", user: { id: "u", name: "mei" }, text: "A1+1", client_id: id });
const told = (...answers: ClaimAnswer[]): RoomEvent => ({ id: "9-0", ts: 0, kind: "claims", answers });
const i18n = { t: (key: string, values?: object) => `${key} ${JSON.stringify(values ?? {})}` } as Parameters<typeof answerText>[2];

describe("what the button writes", () => {
  it("names the kind only where there are several, without signs", () => {
    expect(commentFor(listing(lot("v", "450 ml")), "450 ml")).toBe("A1 +1");
    expect(commentFor(listing(lot("v", "紅 / L"), lot("w", "藍 / L")), "紅 / L")).toBe("A1 紅 L +1");
  });
});

describe("answers", () => {
  it("say the place, and fewer units than asked", () => {
    expect(answerText(answer({}), undefined, i18n)).toContain("claims.yours {\"place\":12,\"total\":50}");
    expect(answerText(answer({ quantity: 3, units: 1 }), undefined, i18n)).toContain("claims.yoursFewer");
    expect(answerText(answer({ outcome: "asked", doubt: "which_option" }), listing(lot("v", "紅"), lot("w", "藍")), i18n)).toContain("A1 紅 +1");
  });

  it("are marked for everyone only when they are a place", () => {
    expect(answerMark(answer({}), i18n)).toBe("✓ 12/50");
    expect(answerMark(answer({ outcome: "over_limit" }), i18n)).toBe("");
  });

  it("stand at the line that they answer, and the newest are kept", () => {
    const room = withEvents(EMPTY, [chat("1-0"), chat("2-0"), told(answer({ message_id: "1-0" }))]);
    expect(room.lines.map((line) => (line.kind === "chat" ? line.claim?.place : null))).toEqual([12, undefined]);
    const later = withEvents(room, [told(answer({ message_id: "2-0", outcome: "waiting", line: 7 }))]);
    expect(later.lines.map((line) => (line.kind === "chat" ? line.claim?.outcome : null))).toEqual(["yours", "waiting"]);
    expect(later.answers.map(({ message_id }) => message_id)).toEqual(["1-0", "2-0"]);
  });

  it("come with what can be claimed, also to who joins later", () => {
    expect(withEvents(EMPTY, [listing(lot("v", ""))]).listings).toMatchObject({ p: { keyword: "A1" } });
    const joined = withJoined(EMPTY, { events: [], state: { "listing:p": listing(lot("v", "")) }, hasGap: false });
    expect(joined.listings).toMatchObject({ p: { state: "open" } });
  });
});
