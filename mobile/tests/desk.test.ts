import { describe, expect, it } from "vitest";
import type { Act } from "#/api/types";
import { actWords, changeWords, readWords, withWords, withoutWord } from "#/features/studio/chat/words";

const t = (key: string, values: object = {}) => [key, ...Object.values(values).map(String)].join("|");
const act = (more: Partial<Act>): Act => ({
  act: "ban", act_id: "a", act_time: "", actor_id: "h", actor_name: "Mei", can_undo: true, is_undone: false, message_id: "",
  rules: null, show_id: "s", text: "", undoes: "", undone_by: "", undone_by_name: "", undone_time: null, until_time: null,
  user_id: "u", user_name: "Ann", why: "", ...more,
});

describe("the list of acts", () => {
  it("says who did what to whom, also of acts without names", () => {
    expect(actWords(t, act({}))).toBe("desk.didBan|Mei|Ann");
    expect(actWords(t, act({ actor_name: "", user_name: "" }))).toBe("desk.didBan|desk.someone|desk.someone");
  });

  it("says what a change of the rules changed, and nothing else", () => {
    const before = { slow_mode_s: 0, links_off: false, talk: "everyone", blocked: { en: ["scam"] } } as const;
    const after = { slow_mode_s: 30, links_off: false, talk: "members", blocked: { th: ["หวย"], en: ["spam"] } } as const;
    const rules = { before: { ...before, blocked: { en: ["scam"] } }, after: { ...after, blocked: { th: ["หวย"], en: ["spam"] } } };
    expect(changeWords(t, act({ act: "rules", rules }))).toEqual([
      "desk.step|desk.slow|desk.off|desk.seconds|30",
      "desk.step|desk.talk|desk.talkEveryone|desk.talkMembers",
      "desk.wordsIn|หวยdesk.commaspam",
      "desk.wordsOut|scam",
    ]);
    expect(changeWords(t, act({}))).toEqual([]);
  });
});

describe("blocked words", () => {
  it("are read from a pasted list", () => {
    expect(readWords(" spam, scam，spam\n\n加賴、 ")).toEqual(["spam", "scam", "加賴"]);
    expect(readWords(" , ")).toEqual([]);
  });

  it("are added once and removed from their own list only", () => {
    const words = withWords({ en: ["spam"], th: ["หวย"] }, "en", ["spam", "scam"]);
    expect(words).toEqual({ en: ["spam", "scam"], th: ["หวย"] });
    expect(withoutWord(words, "en", "spam")).toEqual({ en: ["scam"], th: ["หวย"] });
    expect(withoutWord({}, "ja", "x")).toEqual({ ja: [] });
  });
});
