import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "#/api/client";
import { useMe } from "#/api/queries/me";
import { STALE } from "#/api/queries/client";
import type { Cart, DeliveryKind, Quote } from "#/api/types";

export const quoteKeys = {
  of: (shopId: string) => ["quote", shopId] as const,
  one: (shopId: string, content: string, delivery: string, coupon: string | null) => ["quote", shopId, content, delivery, coupon] as const,
};

/** What a price depends on, of the cart. */
function contentOf(cart: Cart): string {
  return cart.lines.map((line) => `${line.variant_id}:${String(line.quantity)}:${String(line.unit_price?.amount_minor)}`).join();
}

/** What an order of this cart would cost; another cart, way or code is asked for anew. No code: her best voucher. */
export function useQuote(shopId: string, cart: Cart | undefined, delivery: DeliveryKind | null, coupon: string | null) {
  const me = useMe();
  return useQuery<Quote>({
    queryKey: quoteKeys.one(shopId, cart ? contentOf(cart) : "", delivery ?? "", coupon),
    enabled: Boolean(me.data) && cart !== undefined && cart.lines.length > 0,
    staleTime: STALE.live,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get("/v1/shops/{shop_id}/quote", {
        path: { shop_id: shopId },
        query: { delivery: delivery ?? undefined, coupon_code: coupon ?? "", best_voucher: coupon === null },
        signal,
      }),
  });
}
