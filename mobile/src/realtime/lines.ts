/** What an entry of the room is in the talk. Pure. */
import type { Card, ClaimAnswer, RoomEvent } from "#/realtime/frames";
import type { Line, Room } from "#/realtime/store";

/** Of answers that others need not read, but the author. */
export const PRIVATE: ReadonlySet<ClaimAnswer["outcome"]> = new Set(["asked", "over_limit", "closed", "sold_out"]);

export function lineOf(event: RoomEvent, names: Room["names"]): Line | null {
  switch (event.kind) {
    case "chat":
      return {
        id: event.id,
        kind: "chat",
        userId: event.user.id,
        name: event.user.name,
        text: event.text,
        clientId: event.client_id,
        quote: event.reply
          ? { id: event.reply.id, userId: event.reply.user_id, name: event.reply.name, text: event.reply.text }
          : null,
      };
    case "status":
      // An end may be a pause, which the log does not tell apart: the picture says which.
      return event.state === "live" ? { id: event.id, kind: "wentLive" } : null;
    case "pin":
      return event.product ? { id: event.id, kind: "pinned", title: event.product.title } : null;
    case "stock":
      return event.on_hand > 0 || !(event.variant_id in names)
        ? null
        : { id: event.id, kind: "soldOut", title: names[event.variant_id] ?? "" };
    default:
      return null; // a kind that a newer gateway knows
  }
}

export function namesOf(card: Card | null): Record<string, string> {
  const several = (card?.variants.length ?? 0) > 1;
  return Object.fromEntries(
    (card?.variants ?? []).map((one) => [
      one.variant_id,
      several ? `${card?.title ?? ""} ${one.title}` : (card?.title ?? ""),
    ]),
  );
}

/** Lines with what became of them as claims. */
export function withAnswers(lines: readonly Line[], answers: readonly ClaimAnswer[]): readonly Line[] {
  if (answers.length === 0) return lines;
  const byLine = new Map(answers.map((answer) => [answer.message_id, answer]));
  return lines.map((line) => {
    const claim = byLine.get(line.id);
    return claim && line.kind === "chat" ? { ...line, claim } : line;
  });
}
