import { useQueries, useQuery } from "@tanstack/react-query";
import { api } from "#/api/client";
import type { Product } from "#/api/types";
import { STALE } from "#/api/queries/client";

export const productKeys = {
  all: ["products"] as const,
  one: (productId: string) => ["products", "one", productId] as const,
};

function productQuery(productId: string) {
  return {
    queryKey: productKeys.one(productId),
    staleTime: STALE.page,
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Product> =>
      api.get("/v1/products/{product_id}", { path: { product_id: productId }, signal }),
  };
}

export function useProduct(productId: string, pollMs: number | false = false) {
  return useQuery({ ...productQuery(productId), enabled: productId !== "", refetchInterval: pollMs });
}

/** The products of a shelf in its order; those that cannot be read are left out. */
export function useProducts(productIds: readonly string[]) {
  return useQueries({
    queries: productIds.map(productQuery),
    combine: (results) => ({
      products: results.flatMap((result) => (result.data ? [result.data] : [])),
      isPending: results.some((result) => result.isPending),
      isError: results.length > 0 && results.every((result) => result.isError),
    }),
  });
}
