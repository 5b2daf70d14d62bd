/** How a shop sends its goods, and its discount codes. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";
import { asMember } from "#/api/queries/studio";
import type { Coupon, NewCoupon, ShippingMethod } from "#/api/types";

export const termKeys = {
  shipping: (shopId: string) => ["terms", "shipping", shopId] as const,
  coupons: (shopId: string) => ["terms", "coupons", shopId] as const,
};

/** Empty until the shop has set something. */
export function useShipping(shopId: string) {
  return useQuery({
    queryKey: termKeys.shipping(shopId),
    staleTime: STALE.list,
    queryFn: async ({ signal }) =>
      (await asMember(() => api.get("/v1/shops/{shop_id}/shipping", { path: { shop_id: shopId }, signal }))).methods,
  });
}

export function useSetShipping(shopId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, methods }: { key: string; methods: ShippingMethod[] }) =>
      asMember(() => api.put("/v1/shops/{shop_id}/shipping", { path: { shop_id: shopId }, body: { methods }, key })),
    onSuccess: ({ methods }) => {
      client.setQueryData(termKeys.shipping(shopId), methods);
    },
  });
}

const PAGE = 30;
const POLL_MS = 10_000;
type Page = { coupons: Coupon[]; next_page_token: string };

/** Newest first; their uses grow while she looks. */
export function useCoupons(shopId: string) {
  return useInfiniteQuery({
    queryKey: termKeys.coupons(shopId),
    staleTime: STALE.live,
    refetchInterval: ({ state }) => (state.error === null ? POLL_MS : false),
    initialPageParam: "",
    getNextPageParam: (page: Page) => page.next_page_token || undefined,
    queryFn: ({ signal, pageParam }): Promise<Page> =>
      asMember(() =>
        api.get("/v1/shops/{shop_id}/coupons", { path: { shop_id: shopId }, query: { page_size: PAGE, page_token: pageParam }, signal }),
      ),
  });
}

export function useCreateCoupon(shopId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, coupon }: { key: string; coupon: NewCoupon }) =>
      asMember(() => api.post("/v1/shops/{shop_id}/coupons", { path: { shop_id: shopId }, body: coupon, key })),
    onSuccess: () => client.invalidateQueries({ queryKey: termKeys.coupons(shopId) }),
  });
}

export function useStopCoupon(shopId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, couponId }: { key: string; couponId: string }) =>
      asMember(() =>
        api.post("/v1/shops/{shop_id}/coupons/{coupon_id}/stop", { path: { shop_id: shopId, coupon_id: couponId }, key }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: termKeys.coupons(shopId) }),
  });
}
