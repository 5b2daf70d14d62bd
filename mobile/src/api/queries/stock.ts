/** A shop's stock: what there is, what happened to it, and what its people do with it. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";
import { productKeys } from "#/api/queries/products";
import { asMember, studioKeys } from "#/api/queries/studio";
import type { Product, PurchaseLimits, Stock, StockEntry, StockKind } from "#/api/types";

export const stockKeys = {
  entries: (variantId: string) => ["stock", "entries", variantId] as const,
  list: (variantId: string, kinds: readonly StockKind[]) => ["stock", "entries", variantId, kinds] as const,
};

const PAGE = 30;
const POLL_MS = 10_000;
type Page = { entries: StockEntry[]; next_page_token: string };

/** Newest first; no kinds means all of them. */
export function useStockEntries(variantId: string, kinds: readonly StockKind[]) {
  return useInfiniteQuery({
    queryKey: stockKeys.list(variantId, kinds),
    enabled: variantId !== "",
    staleTime: STALE.live,
    refetchInterval: ({ state }) => (state.error === null ? POLL_MS : false),
    initialPageParam: "",
    getNextPageParam: (page: Page) => page.next_page_token || undefined,
    queryFn: ({ signal, pageParam }): Promise<Page> =>
      asMember(() =>
        api.get("/v1/variants/{variant_id}/entries", {
          path: { variant_id: variantId },
          query: { kind: [...kinds], page_size: PAGE, page_token: pageParam },
          signal,
        }),
      ),
  });
}

export type StockChange =
  | { verb: "receive" | "adjust"; key: string; quantity: number; reason: string }
  | { verb: "allocate"; key: string; showId: string; quantity: number };

export function useChangeStock(product: Product, variantId: string) {
  const client = useQueryClient();
  const path = { variant_id: variantId };
  return useMutation({
    mutationFn: (change: StockChange): Promise<Stock> =>
      asMember(() => {
        switch (change.verb) {
          case "receive":
            return api.post("/v1/variants/{variant_id}/receipts", {
              path,
              key: change.key,
              body: { quantity: change.quantity, reason: change.reason },
            });
          case "adjust":
            return api.post("/v1/variants/{variant_id}/adjustments", {
              path,
              key: change.key,
              body: { delta: change.quantity, reason: change.reason },
            });
          case "allocate":
            return api.put("/v1/variants/{variant_id}/allocations/{show_id}", {
              path: { ...path, show_id: change.showId },
              key: change.key,
              body: { quantity: change.quantity, reason: "" },
            });
        }
      }),
    onSuccess: (stock) => {
      client.setQueryData<Product>(productKeys.one(product.product_id), (known) =>
        known === undefined
          ? known
          : { ...known, variants: known.variants.map((one) => (one.variant_id === variantId ? { ...one, stock } : one)) },
      );
    },
    // refused, too: then there is less, or more, than she saw
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: productKeys.one(product.product_id) }),
        client.invalidateQueries({ queryKey: stockKeys.entries(variantId) }),
        client.invalidateQueries({ queryKey: studioKeys.products(product.shop_id) }),
      ]),
  });
}

export function useSetLimits(product: Product) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, limits }: { key: string; limits: PurchaseLimits }) =>
      asMember(() => api.put("/v1/products/{product_id}/limits", { path: { product_id: product.product_id }, body: limits, key })),
    onSuccess: (limits) => {
      client.setQueryData<Product>(productKeys.one(product.product_id), (known) => known && { ...known, limits });
      return client.invalidateQueries({ queryKey: studioKeys.products(product.shop_id) });
    },
  });
}
