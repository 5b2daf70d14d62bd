/** What can be bought in a show: products as read, stock as the room last said it. */
import type { Money, Product, Variant } from "#/api/types";
import type { Card } from "#/realtime/frames";

export type OfferVariant = { variantId: string; title: string; price: Money | null; left: number };
export type Offer = {
  productId: string;
  title: string;
  imageUrl: string;
  variants: OfferVariant[];
  left: number;
  /** The lowest price among what is left, or of all when nothing is. */
  price: Money | null;
  hasSeveralPrices: boolean;
  /** Before a flash deal. */
  was?: Money;
};

type Stock = Readonly<Record<string, number>>;

/** What can be had of it now: in a show also what is set aside for its buyers. */
export function leftOf({ stock }: Variant, showId: string): number {
  return stock.on_hand + (stock.allocations.find((one) => one.show_id === showId)?.quantity ?? 0);
}

export function offerOfProduct(product: Product, stock: Stock, showId = ""): Offer {
  return offer(
    product.product_id,
    product.title,
    product.image_urls[0] ?? "",
    product.variants.map((variant) => ({
      variantId: variant.variant_id,
      title: variant.title,
      price: variant.prices[0] ?? null,
      left: stock[variant.variant_id] ?? leftOf(variant, showId),
    })),
  );
}

export function offerOfCard(card: Card, stock: Stock): Offer {
  return offer(
    card.product_id,
    card.title,
    card.image_url,
    card.variants.map((variant) => ({
      variantId: variant.variant_id,
      title: variant.title,
      price: variant.prices[0] ?? null,
      left: stock[variant.variant_id] ?? variant.on_hand,
    })),
  );
}

function offer(productId: string, title: string, imageUrl: string, variants: OfferVariant[]): Offer {
  const there = variants.filter((variant) => variant.left > 0);
  const prices = (there.length > 0 ? there : variants).flatMap(({ price }) => (price ? [price] : []));
  prices.sort((a, b) => a.amount_minor - b.amount_minor);
  return {
    productId,
    title,
    imageUrl,
    variants,
    left: there.reduce((sum, variant) => sum + variant.left, 0),
    price: prices[0] ?? null,
    hasSeveralPrices: prices.some((price) => price.amount_minor !== prices[0]?.amount_minor),
  };
}

/** "Almost gone" is worth saying from here on. */
export const FEW = 20;
