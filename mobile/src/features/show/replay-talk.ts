/** Which lines of a recorded talk are seen at a second of the picture, and what has to be fetched. Pure. */
import type { SaidPage } from "#/api/types";
import type { ChatMessage } from "#/realtime/store";

export type Timed = ChatMessage & { at: number };
/** What is there of the talk: all lines from one second to another. */
export type Loaded = { lines: readonly Timed[]; from: number; until: number };
export type Wish = { do: "nothing" | "on" | "back" } | { do: "jump"; to: number };

/** Places to begin at, so that who seeks about finds what was fetched before. */
const STEP_S = 30;
/** So much is there before the picture reaches it. */
const AHEAD_S = 20;
/** Further than this behind, pages in a row would not catch up. */
const FAR_S = 60;

export function timed(pages: readonly SaidPage[]): Timed[] {
  return pages.flatMap((page) =>
    page.messages.map(({ id, user, text, client_id, reply, offset_s }) => ({
      id,
      kind: "chat" as const,
      userId: user.id,
      name: user.name,
      text,
      clientId: client_id,
      quote: reply && { id: reply.id, userId: reply.user.id, name: reply.user.name, text: reply.text },
      at: offset_s ?? 0,
    })),
  );
}

/** `hasBack` and `hasOn` say whether there is more before and after the lines that were fetched from `from` on. */
export function loadedOf(lines: readonly Timed[], from: number, hasBack: boolean, hasOn: boolean): Loaded {
  const [first, last] = [lines[0], lines.at(-1)];
  return {
    lines,
    from: hasBack ? Math.min(first?.at ?? from, from) : 0,
    until: hasOn ? (last?.at ?? from) : Infinity,
  };
}

/** How many lines the picture has reached. */
export function reached(lines: readonly Timed[], second: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.at ?? Infinity) <= second) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What to fetch while the picture is at that second; who seeks finds what was said just before, too. */
export function wishAt({ from, until }: Loaded, second: number, hasContext: boolean): Wish {
  if (second < from || second > until + FAR_S) return { do: "jump", to: Math.floor(second / STEP_S) * STEP_S };
  if (until - second < AHEAD_S) return { do: "on" };
  return { do: hasContext ? "nothing" : "back" };
}
