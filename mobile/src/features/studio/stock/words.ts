/** What stock is called, and how its figures are put together. */
import type { Product, StockEntry, StockKind } from "#/api/types";
import type { MessageKey } from "#/i18n/load";

export const KINDS: Record<StockKind, MessageKey> = {
  received: "stock.kindReceived",
  adjusted: "stock.kindAdjusted",
  held: "stock.kindHeld",
  released: "stock.kindReleased",
  sold: "stock.kindSold",
  returned: "stock.kindReturned",
  allocated: "stock.kindAllocated",
  deallocated: "stock.kindDeallocated",
};

type Filter = { name: string; word: MessageKey; kinds: readonly StockKind[] };
const ALL: Filter = { name: "", word: "stock.filterAll", kinds: [] };
/** What a seller looks through a ledger for. */
export const FILTERS: readonly Filter[] = [
  ALL,
  { name: "hand", word: "stock.filterHand", kinds: ["received", "adjusted"] },
  { name: "orders", word: "stock.filterOrders", kinds: ["held", "released"] },
  { name: "sold", word: "stock.filterSold", kinds: ["sold", "returned"] },
  { name: "shows", word: "stock.filterShows", kinds: ["allocated", "deallocated"] },
];

export function filterOf(name: string): Filter {
  return FILTERS.find((one) => one.name === name) ?? ALL;
}

const SIGNS: Partial<Record<StockKind, string>> = { held: "−", allocated: "−", sold: "" };

/** How what can be sold has changed by it; what is sold was taken from there when it was held. */
export function changeOf({ kind, quantity }: StockEntry, count: (figure: number) => string): string {
  if (quantity < 0) return `−${count(-quantity)}`;
  return `${SIGNS[kind] ?? "+"}${count(quantity)}`;
}

export function totalOf(product: Product): { on_hand: number; allocated: number; held: number; sold: number } {
  const total = { on_hand: 0, allocated: 0, held: 0, sold: 0 };
  for (const { stock } of product.variants) {
    total.on_hand += stock.on_hand;
    total.allocated += stock.allocated;
    total.held += stock.held;
    total.sold += stock.sold;
  }
  return total;
}
