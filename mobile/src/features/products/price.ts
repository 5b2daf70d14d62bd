import type { Money, Variant } from "#/api/types";

/** In the shop's currency; before that is known, or without one, the first. */
export function priceOf(variant: Variant, currency: string): Money | null {
  return variant.prices.find((price) => price.currency_code === currency) ?? variant.prices[0] ?? null;
}
