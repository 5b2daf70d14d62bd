/** The sheets that open over a show, as the address names them: `?sheet=product.<id>`. */
export type SheetName = "shelf" | "cart" | "checkout" | `product.${string}` | `pay.${string}`;

const PLAIN = new Set(["shelf", "cart", "checkout"]);
const WITH_ID = /^(product|pay)\.[\w-]+$/;

/** What the address asks for, or null: a link may hold anything. */
export function sheetOf(text: string | undefined): SheetName | null {
  if (text === undefined) return null;
  return PLAIN.has(text) || WITH_ID.test(text) ? (text as SheetName) : null;
}

export function idOf(name: SheetName): string {
  return name.slice(name.indexOf(".") + 1);
}

export function pathOf(showId: string, name: SheetName | null): string {
  return name === null ? `/shows/${showId}` : `/shows/${showId}?sheet=${name}`;
}
