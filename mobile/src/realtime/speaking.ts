/** Whether a person may write in the room now, and what a refusal taught about it. Pure. */
import type { Refused } from "#/realtime/refused";
import type { Room } from "#/realtime/store";

/** In slow mode she may write, and send when the time has passed. */
export type Speaking = { kind: "free" | "banned" | "members" | "muted" | "slow"; leftS: number };

type Rules = Pick<Room, "sanctions" | "isMembersOnly" | "slowModeS" | "spokeAt">;

const FREE: Speaking = { kind: "free", leftS: 0 };
const secondsTo = (at: number, now: number) => Math.ceil((at - now) / 1000);

/** Who works for the shop is held up by a mute or ban alone. */
export function speakingOf(room: Rules, userId: string, isStaff: boolean, now: number): Speaking {
  const sanction = room.sanctions[userId];
  if (sanction?.state === "banned") return { kind: "banned", leftS: 0 };
  if (sanction?.state === "muted" && sanction.until > now) return { kind: "muted", leftS: secondsTo(sanction.until, now) };
  if (isStaff) return FREE;
  if (room.isMembersOnly) return { kind: "members", leftS: 0 };
  const leftS = secondsTo(room.spokeAt + room.slowModeS * 1000, now);
  return leftS > 0 ? { kind: "slow", leftS } : FREE;
}

/** What sending the same words again cannot change. */
const WORDS = new Set(["CHAT_BLOCKED_WORD", "CHAT_LINKS_OFF", "CHAT_TEXT_INVALID"]);

export function needsOtherWords(reason: string): boolean {
  return WORDS.has(reason);
}

type Refusal = { clientId: string; userId: string; refusal: Refused; at: number };

/** Her line has failed; and who was muted before she came learns it now. */
export function withRefusal(room: Room, { clientId, userId, refusal, at }: Refusal): Room {
  const { message: reason, details } = refusal;
  const mine = room.mine.map((one) => (one.clientId === clientId ? { ...one, state: "failed" as const, reason } : one));
  const failed = { ...room, mine };
  switch (reason) {
    case "CHAT_MUTED":
      return { ...failed, sanctions: { ...room.sanctions, [userId]: { state: "muted", until: Number(details.until) } } };
    case "CHAT_BANNED":
      return { ...failed, sanctions: { ...room.sanctions, [userId]: { state: "banned", until: 0 } } };
    case "CHAT_SLOW_MODE":
      return { ...failed, spokeAt: at + (Number(details.retry_s) - room.slowModeS) * 1000 };
    case "CHAT_MEMBERS_ONLY":
      return { ...failed, isMembersOnly: true };
    default:
      return failed;
  }
}
