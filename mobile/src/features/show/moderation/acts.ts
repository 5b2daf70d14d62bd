/** What can be done about a line of the chat, and what undoes it. */
import type { Act, NewAct } from "#/api/types";
import type { MessageKey } from "#/i18n/load";
import type { ChatMessage } from "#/realtime/store";

export type Choice = {
  title: MessageKey;
  act: Omit<NewAct, "message_id">;
  /** Heavy: it keeps a person out, or takes all that she said. */
  isHeavy?: boolean;
};

const DELETE: Choice = { title: "moderate.delete", act: { act: "delete_message" } };
const PIN: Choice = { title: "moderate.pin", act: { act: "pin" } };
const PERSON: readonly Choice[] = [
  { title: "moderate.mute5", act: { act: "mute", minutes: 5 } },
  { title: "moderate.mute60", act: { act: "mute", minutes: 60 } },
  { title: "moderate.deleteAll", act: { act: "delete_person" }, isHeavy: true },
  { title: "moderate.ban", act: { act: "ban" }, isHeavy: true },
];

/** Nobody silences herself, and what stands above the talk already is not put there again. */
export function choicesFor(line: ChatMessage, myId: string, pinnedId: string | undefined): readonly Choice[] {
  return [DELETE, ...(line.id === pinnedId ? [] : [PIN]), ...(line.userId === myId ? [] : PERSON)];
}

/** The line says whom it is about: the server reads her name and words from the room itself. */
export function actOn(line: ChatMessage, choice: Choice): NewAct {
  return { ...choice.act, message_id: line.id };
}

const DONE: Partial<Record<Act["act"], MessageKey>> = {
  delete_message: "moderate.deleted",
  delete_person: "moderate.deletedAll",
  restore: "moderate.restored",
  mute: "moderate.muted",
  unmute: "moderate.unmuted",
  ban: "moderate.banned",
  unban: "moderate.unbanned",
  pin: "moderate.pinned",
  unpin: "moderate.unpinned",
};

export function doneWords(act: Act): MessageKey | null {
  return DONE[act.act] ?? null;
}

/** null for what is itself an undoing. */
export function undoOf(done: Act): NewAct | null {
  switch (done.act) {
    case "delete_message":
    case "delete_person":
      return { act: "restore", act_id: done.act_id };
    case "mute":
      return { act: "unmute", user_id: done.user_id };
    case "ban":
      return { act: "unban", user_id: done.user_id };
    case "pin":
      return { act: "unpin" };
    default:
      return null;
  }
}

export function isSameAct(one: NewAct, other: NewAct): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
