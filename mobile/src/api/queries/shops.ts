import { useQuery } from "@tanstack/react-query";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";

export const shopKeys = {
  all: ["shops"] as const,
  one: (shopId: string) => ["shops", "one", shopId] as const,
};

export function useShop(shopId: string) {
  return useQuery({
    queryKey: shopKeys.one(shopId),
    enabled: shopId !== "",
    staleTime: STALE.page,
    queryFn: ({ signal }) => api.get("/v1/shops/{shop_id}", { path: { shop_id: shopId }, signal }),
  });
}
