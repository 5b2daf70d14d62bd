/** What an answer to a claim says to its author, and what she writes to claim. Pure. */
import type { I18n } from "#/i18n/context";
import type { ClaimAnswer, ListingEvent } from "#/realtime/frames";

/** The keyword, the kind where there are several, and how many. */
export function commentFor(listing: ListingEvent, variantTitle: string): string {
  const kind = listing.lots.length > 1 ? ` ${variantTitle.replace(/[\s/,·|-]+/g, " ").trim()}` : "";
  return `${listing.keyword}${kind} +1`;
}

const DOUBTS = {
  "": "claims.askUnclear",
  which_listing: "claims.askListing",
  which_option: "claims.askOption",
  how_many: "claims.askMany",
  unclear: "claims.askUnclear",
} as const;

const ENDS = {
  sold_out: "claims.soldOut",
  over_limit: "claims.overLimit",
  closed: "claims.closed",
  taken_back: "claims.takenBack",
  lapsed: "claims.lapsed",
  removed: "claims.removed",
} as const;

type Held = { place: number; units: number; quantity: number; total: number };

/** Beyond the units that there were, it came down the line. */
export function heldText({ place, units, quantity, total }: Held, { t }: Pick<I18n, "t">): string {
  if (units < quantity) return t("claims.yoursFewer", { place, units, quantity });
  return place > total ? t("claims.yoursFromLine", { place }) : t("claims.yours", { place, total });
}

/** `listing` is the one that the answer is about, if it is known. */
export function answerText(answer: ClaimAnswer, listing: ListingEvent | undefined, { t }: Pick<I18n, "t">): string {
  const { outcome, place, total, units, quantity, line } = answer;
  if (outcome === "yours") return heldText({ place, units, quantity, total }, { t });
  if (outcome === "waiting") return t("claims.waiting", { line });
  if (outcome !== "asked") return t(ENDS[outcome]);
  const keyword = listing?.keyword ?? "A1";
  const comment = listing ? commentFor(listing, listing.lots[0]?.title ?? "") : `${keyword} +1`;
  return t(DOUBTS[answer.doubt], { keyword, comment });
}

/** To stand beside the line for everyone: short. */
export function answerMark(answer: ClaimAnswer, { t }: Pick<I18n, "t">): string {
  if (answer.outcome === "yours") {
    return answer.place > answer.total ? "✓" : `✓ ${String(answer.place)}/${String(answer.total)}`;
  }
  if (answer.outcome === "waiting") return t("claims.waiting", { line: answer.line });
  return "";
}
