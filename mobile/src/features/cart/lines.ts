/** What a person must know or decide about a line before it can be ordered. */
import type { Cart, CartLine, Money } from "#/api/types";

export type LineTrouble = "gone" | "soldOut" | "tooFew" | "priceChanged";

export function troubleOf(line: CartLine): LineTrouble | null {
  if (line.unit_price === null) return "gone";
  if (line.available <= 0) return "soldOut";
  if (line.available < line.quantity) return "tooFew";
  return line.price_changed ? "priceChanged" : null;
}

export function canOrder(cart: Cart): boolean {
  return cart.lines.length > 0 && cart.total !== null && cart.lines.every((line) => troubleOf(line) === null);
}

export function times(price: Money, quantity: number): Money {
  return { ...price, amount_minor: price.amount_minor * quantity };
}

export const MAX_QUANTITY = 999;

export function mostOf(line: CartLine): number {
  return Math.min(MAX_QUANTITY, Math.max(line.available, 0));
}

function summed(cart: Cart, lines: CartLine[]): Cart {
  const priced = lines.flatMap((line) => (line.unit_price && line.available > 0 ? [times(line.unit_price, line.quantity)] : []));
  const first = priced[0];
  const sum = priced.reduce((all, one) => all + one.amount_minor, 0);
  return { ...cart, lines, total: first ? { ...first, amount_minor: sum } : null };
}

/** The cart as it will be, so that the stepper answers the thumb at once. */
export function withQuantity(cart: Cart, variantId: string, quantity: number): Cart {
  return summed(
    cart,
    cart.lines.map((line) => (line.variant_id === variantId ? { ...line, quantity } : line)),
  );
}

export function withoutLine(cart: Cart, variantId: string): Cart {
  return summed(
    cart,
    cart.lines.filter((line) => line.variant_id !== variantId),
  );
}
