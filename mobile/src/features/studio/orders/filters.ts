/** What a seller looks through her orders for; the name stands in the address. */
import type { OrderState } from "#/api/types";
import type { MessageKey } from "#/i18n/load";

type Filter = { name: string; word: MessageKey; states: readonly OrderState[] };

const ALL: Filter = { name: "", word: "fulfil.all", states: [] };
export const FILTERS: readonly Filter[] = [
  ALL,
  { name: "pack", word: "fulfil.toPack", states: ["paid"] },
  { name: "ship", word: "fulfil.toShip", states: ["packed"] },
  { name: "shipped", word: "fulfil.shipped", states: ["shipped"] },
  { name: "done", word: "fulfil.done", states: ["delivered", "completed"] },
  { name: "unpaid", word: "fulfil.unpaid", states: ["placed"] },
  { name: "ended", word: "fulfil.ended", states: ["cancelled", "expired", "refunded"] },
];

export function filterOf(name: string | undefined): Filter {
  return FILTERS.find((one) => one.name === name) ?? ALL;
}
