/** A voucher as a viewer has it: how long it is taken, and what became of hers. Pure. */
import type { ClaimAnswer, VoucherEvent } from "#/realtime/frames";

/** How long the end of one is still said. */
const OVER_MS = 8000;

/** The newest that can be taken, else one that has just ended. */
export function voucherToShow(known: Readonly<Record<string, VoucherEvent>>, serverNow: number): VoucherEvent | null {
  const isOn = (one: VoucherEvent) => one.state === "open" && one.closes > serverNow;
  const seen = Object.values(known).filter((one) => isOn(one) || serverNow - Math.min(one.closes, one.state === "closed" ? one.ts : one.closes) < OVER_MS);
  seen.sort((a, b) => Number(isOn(b)) - Number(isOn(a)) || b.closes - a.closes);
  return seen[0] ?? null;
}

export function secondsLeft({ closes, state }: VoucherEvent, serverNow: number): number {
  return state === "open" ? Math.max(0, (closes - serverNow) / 1000) : 0;
}

/** What she was told of it: that it is hers stands before all that came later. */
export function answerOf(answers: readonly ClaimAnswer[], voucherId: string, userId: string): ClaimAnswer | null {
  const hers = answers.filter((one) => one.product_id === voucherId && one.user_id === userId);
  return hers.find((one) => one.outcome === "yours") ?? hers.at(-1) ?? null;
}
