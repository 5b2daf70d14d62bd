/** All that happened to an order's money as lines, oldest first. Pure. */
import type { Money, OrderMoney, Refund, RefundAsk, Way } from "#/api/types";
import type { MessageKey } from "#/i18n/load";

export type MoneyLine = { id: string; word: MessageKey; time: string; amount: Money; until: string | null; way?: MessageKey };

const ENTRIES: Partial<Record<string, MessageKey>> = {
  started: "refunds.hStarted",
  code_issued: "refunds.hCode",
  failed: "refunds.hFailed",
  paid: "refunds.hPaid",
  paid_twice: "refunds.hPaidTwice",
  held: "refunds.hHeld",
};
/** Of a way that was chosen with us. */
export const WAY_NAMES: Record<Way, MessageKey> = { card: "orders.card", atm: "orders.codeAtm", cvs: "orders.codeCvs" };
const ENDS: Record<Exclude<RefundAsk["state"], "open">, MessageKey> = {
  accepted: "refunds.hAccepted",
  declined: "refunds.hDeclined",
  withdrawn: "refunds.hWithdrawn",
  overtaken: "refunds.hOvertaken",
};
const REFUNDS: Record<Refund["state"], MessageKey> = {
  open: "refunds.hOpen",
  by_hand: "refunds.hByHand",
  done: "refunds.hDone",
  failed: "refunds.hNotDone",
};

/** "By 00:00" is read as the night after: the last moment that still counts is said. */
export function lastMoment(until: string): string {
  return new Date(Date.parse(until) - 1000).toISOString();
}

export function moneyLines(paid: OrderMoney): MoneyLine[] {
  const lines: MoneyLine[] = [];
  for (const one of paid.entries) {
    const word = ENTRIES[one.kind];
    if (word === undefined) continue; // newer than this app
    lines.push({ id: `${one.kind}${String(one.attempt)}`, word, time: one.entry_time, amount: one.amount, until: one.pay_until_time && lastMoment(one.pay_until_time), way: one.kind === "started" && one.method ? WAY_NAMES[one.method] : undefined });
  }
  for (const ask of paid.asks) {
    lines.push({ id: ask.ask_id, word: "refunds.hAsked", time: ask.ask_time, amount: ask.amount, until: null });
    if (ask.state !== "open" && ask.answer_time !== null) {
      lines.push({ id: `${ask.ask_id}!`, word: ENDS[ask.state], time: ask.answer_time, amount: ask.amount, until: null });
    }
  }
  for (const one of paid.refunds) {
    lines.push({ id: one.refund_id, word: REFUNDS[one.state], time: one.refund_time ?? one.create_time, amount: one.amount, until: null });
  }
  return lines.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}
