/** What is said of a request for money back, to buyer and shop alike. */
import type { AskReason, DeclineReason, RefundAsk } from "#/api/types";
import type { MessageKey } from "#/i18n/load";

export const REASONS: readonly { value: AskReason; word: MessageKey }[] = [
  { value: "damaged", word: "refunds.reasonDamaged" },
  { value: "wrong_item", word: "refunds.reasonWrongItem" },
  { value: "not_as_described", word: "refunds.reasonNotAsDescribed" },
  { value: "not_arrived", word: "refunds.reasonNotArrived" },
  { value: "changed_mind", word: "refunds.reasonChangedMind" },
  { value: "other", word: "refunds.reasonOther" },
];

export const DECLINES: readonly { value: DeclineReason; word: MessageKey }[] = [
  { value: "outside_terms", word: "refunds.declineOutsideTerms" },
  { value: "used", word: "refunds.declineUsed" },
  { value: "not_sent_back", word: "refunds.declineNotSentBack" },
  { value: "sorted_out", word: "refunds.declineSortedOut" },
  { value: "other", word: "refunds.declineOther" },
];

/** One that is newer than this app is something else. */
export function reasonWord(ask: RefundAsk): MessageKey {
  return REASONS.find((one) => one.value === ask.reason)?.word ?? "refunds.reasonOther";
}

export function declineWord(ask: RefundAsk): MessageKey {
  return DECLINES.find((one) => one.value === ask.decline_reason)?.word ?? "refunds.declineOther";
}
