/** What payments and differences are called, and how payments lie in their days. */
import type { DaySum, Difference, Payment, Settlement, ShopPayment } from "#/api/types";
import type { MessageKey } from "#/i18n/load";

type State = Payment["state"];
type Filter = { name: string; word: MessageKey; states: readonly State[] };
const ALL: Filter = { name: "", word: "books.all", states: [] };
export const FILTERS: readonly Filter[] = [
  ALL,
  { name: "settled", word: "books.pSettled", states: ["settled"] },
  { name: "due", word: "books.pDue", states: ["refund_due"] },
  { name: "refunded", word: "books.pRefunded", states: ["refunded"] },
  { name: "open", word: "books.pPending", states: ["pending"] },
  { name: "failed", word: "books.pFailed", states: ["failed"] },
];

export function filterOf(name: string): Filter {
  return FILTERS.find((one) => one.name === name) ?? ALL;
}

export const LOOKS: Record<State, { word: MessageKey; tone: "jade" | "amber" | "quiet" }> = {
  pending: { word: "books.pPending", tone: "amber" },
  settled: { word: "books.pSettled", tone: "jade" },
  failed: { word: "books.pFailed", tone: "quiet" },
  refund_due: { word: "books.pDue", tone: "amber" },
  refunded: { word: "books.pRefunded", tone: "quiet" },
};

export type DayOfPayments = { day: string; sums: DaySum[]; payments: ShopPayment[] };

/** In the order of the payments. A day that lies on two pages has its sums from both, once. */
export function byDay(payments: readonly ShopPayment[], sums: readonly DaySum[]): DayOfPayments[] {
  const days = new Map<string, DayOfPayments>();
  for (const one of payments) {
    const found = days.get(one.day);
    if (found) found.payments.push(one);
    else days.set(one.day, { day: one.day, sums: [], payments: [one] });
  }
  for (const sum of sums) {
    const day = days.get(sum.day);
    const isNew = !day?.sums.some((one) => one.came.currency_code === sum.came.currency_code);
    if (day && isNew) day.sums.push(sum);
  }
  return [...days.values()];
}

type Words = { title: MessageKey; body: MessageKey };
const UNKNOWN: Words = { title: "books.kAmountDiffers", body: "books.bAmountDiffers" };
const KINDS: Partial<Record<string, Words>> = {
  missing_at_provider: { title: "books.kMissingAtProvider", body: "books.bMissingAtProvider" },
  missing_with_us: { title: "books.kMissingWithUs", body: "books.bMissingWithUs" },
  state_differs: { title: "books.kStateDiffers", body: "books.bStateDiffers" },
  amount_differs: UNKNOWN,
  doubled: { title: "books.kDoubled", body: "books.bDoubled" },
  refund_missing_at_provider: { title: "books.kBackMissingAtProvider", body: "books.bBackMissingAtProvider" },
  refund_missing_with_us: { title: "books.kBackMissingWithUs", body: "books.bBackMissingWithUs" },
  refund_amount_differs: { title: "books.kBackAmount", body: "books.bBackAmount" },
};

export function wordsOf(difference: Difference): Words {
  return KINDS[difference.kind] ?? UNKNOWN;
}

export const SETTLEMENTS: readonly { value: Settlement; word: MessageKey }[] = [
  { value: "provider_wrong", word: "books.howProvider" },
  { value: "ours_wrong", word: "books.howOurs" },
  { value: "accepted", word: "books.howAccepted" },
  { value: "other", word: "books.howOther" },
];

export const ACTS: Partial<Record<string, MessageKey>> = {
  opened: "books.aOpened",
  changed: "books.aChanged",
  explained: "books.aExplained",
  reopened: "books.aReopened",
  settled: "books.aSettled",
};

export const PROVIDERS: Partial<Record<string, string>> = { ecpay: "ECPay" };
