/** The table of claims that the host sees, and what the host does with it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";
import { asMember } from "#/api/queries/studio";
import type { Claim } from "#/api/types";

export const deskKeys = {
  rules: (shopId: string) => ["claims", "rules", shopId] as const,
  table: (showId: string, productId: string) => ["claims", "table", showId, productId] as const,
};

const PAGE = 100;
const POLL_MS = 10_000;

type Table = { claims: Claim[]; next_page_token: string };

export function useClaimTable(showId: string, productId: string) {
  return useQuery<Table>({
    queryKey: deskKeys.table(showId, productId),
    staleTime: STALE.live,
    refetchInterval: ({ state }) => (state.error === null ? POLL_MS : false),
    queryFn: ({ signal }) =>
      asMember(() =>
        api.get("/v1/shows/{show_id}/claims", {
          path: { show_id: showId },
          query: { product_id: productId, page_size: PAGE },
          signal,
        }),
      ),
  });
}

export type OpenIntent = {
  key: string;
  keyword: string;
  limit: number;
  holdS: number;
  lots: { variant_id: string; units: number }[];
};

/** The keyword first, then the opening: the same press again does the rest of both. */
export function useOpenClaims(showId: string, productId: string) {
  const path = { show_id: showId, product_id: productId };
  return useMutation({
    mutationFn: (intent: OpenIntent) =>
      asMember(async () => {
        await api.put("/v1/shows/{show_id}/claim-listings/{product_id}", {
          path,
          body: { keyword: intent.keyword, limit_per_person: intent.limit, hold_s: intent.holdS, most_waiting: 1000 },
          key: `${intent.key}:set`,
        });
        return api.post("/v1/shows/{show_id}/claim-listings/{product_id}/open", {
          path,
          body: { lots: intent.lots },
          key: intent.key,
        });
      }),
  });
}

export function useCloseClaims(showId: string, productId: string) {
  return useMutation({
    mutationFn: (intent: { key: string }) =>
      asMember(() =>
        api.post("/v1/shows/{show_id}/claim-listings/{product_id}/close", {
          path: { show_id: showId, product_id: productId },
          key: intent.key,
        }),
      ),
  });
}

export function useRemoveClaim(showId: string, productId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: { key: string; claimId: string }) =>
      asMember(() => api.post("/v1/claims/{claim_id}/remove", { path: { claim_id: intent.claimId }, key: intent.key })),
    onSettled: () => client.invalidateQueries({ queryKey: deskKeys.table(showId, productId) }),
  });
}

export type AddClaimIntent = { key: string; variantId: string; userId: string; userName: string; quantity: number };

export function useAddClaim(showId: string, productId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: AddClaimIntent) =>
      asMember(() =>
        api.post("/v1/shows/{show_id}/claim-listings/{product_id}/claims", {
          path: { show_id: showId, product_id: productId },
          body: { variant_id: intent.variantId, user_id: intent.userId, user_name: intent.userName, quantity: intent.quantity },
          key: intent.key,
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: deskKeys.table(showId, productId) }),
  });
}

/** Whether buyers of the shop park what they claim. */
export function useClaimRules(shopId: string) {
  return useQuery({
    queryKey: deskKeys.rules(shopId),
    staleTime: STALE.list,
    queryFn: ({ signal }) =>
      asMember(() => api.get("/v1/shops/{shop_id}/claim-rules", { path: { shop_id: shopId }, signal })),
  });
}

export function useSetClaimRules(shopId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: { key: string; parkS: number }) =>
      asMember(() =>
        api.put("/v1/shops/{shop_id}/claim-rules", {
          path: { shop_id: shopId },
          body: { park_s: intent.parkS },
          key: intent.key,
        }),
      ),
    onSuccess: (rules) => {
      client.setQueryData(deskKeys.rules(shopId), rules);
    },
    onError: () => client.invalidateQueries({ queryKey: deskKeys.rules(shopId) }),
  });
}
