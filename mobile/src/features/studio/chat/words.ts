/** The desk's sentences, and blocked words as lists. Pure. */
import type { Act, ChatRules } from "#/api/types";
import type { Translate } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";

export type Blocked = ChatRules["blocked"];
export type Language = keyof Blocked;

export function secondsWords(t: Translate, seconds: number): string {
  return seconds === 0 ? t("desk.off") : t("desk.seconds", { count: seconds });
}

const ACTS: Record<Act["act"], MessageKey> = {
  delete_message: "desk.didDelete",
  delete_person: "desk.didDeleteAll",
  restore: "desk.didRestore",
  mute: "desk.didMute",
  unmute: "desk.didUnmute",
  ban: "desk.didBan",
  unban: "desk.didUnban",
  pin: "desk.didPin",
  unpin: "desk.didUnpin",
  rules: "desk.didRules",
};

/** Who did what to whom. */
export function actWords(t: Translate, act: Act): string {
  const someone = t("desk.someone");
  return t(ACTS[act.act], { who: act.actor_name || someone, name: act.user_name || someone });
}

/** What a change of the rules changed, a line each. */
export function changeWords(t: Translate, { rules }: Act): string[] {
  if (rules === null) return [];
  const { before, after } = rules;
  const links = (isOff: boolean) => t(isOff ? "desk.linksOff" : "desk.linksOn");
  const talk = (who: ChatRules["talk"]) => t(who === "members" ? "desk.talkMembers" : "desk.talkEveryone");
  const step = (rule: MessageKey, from: string, to: string) => (from === to ? [] : [t("desk.step", { rule: t(rule), from, to })]);
  const list = (key: MessageKey, blocked: Blocked) => {
    const words = Object.values(blocked).flat();
    return words.length > 0 ? [t(key, { words: words.join(t("desk.comma")) })] : [];
  };
  return [
    ...step("desk.slow", secondsWords(t, before.slow_mode_s), secondsWords(t, after.slow_mode_s)),
    ...step("desk.links", links(before.links_off), links(after.links_off)),
    ...step("desk.talk", talk(before.talk), talk(after.talk)),
    ...list("desk.wordsIn", after.blocked),
    ...list("desk.wordsOut", before.blocked),
  ];
}

/** A list may be pasted. */
export function readWords(text: string): string[] {
  return [...new Set(text.split(/[,，、\n]/).map((word) => word.trim()).filter((word) => word !== ""))];
}

export function withWords(blocked: Blocked, language: Language, words: readonly string[]): Blocked {
  return { ...blocked, [language]: [...new Set([...(blocked[language] ?? []), ...words])] };
}

export function withoutWord(blocked: Blocked, language: Language, word: string): Blocked {
  return { ...blocked, [language]: (blocked[language] ?? []).filter((one) => one !== word) };
}
