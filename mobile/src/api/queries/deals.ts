/** Flash deals: the host's list, and what she does with them. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";
import { asMember } from "#/api/queries/studio";
import type { Deal, Money } from "#/api/types";

export const dealKeys = { ofShow: (showId: string) => ["deals", showId] as const };

/** `news` changes with every word of the room about a deal. */
export function useDeals(showId: string, news: string) {
  return useQuery<Deal[]>({
    queryKey: [...dealKeys.ofShow(showId), news],
    staleTime: STALE.live,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api.get("/v1/shows/{show_id}/deals", { path: { show_id: showId }, signal })).deals,
  });
}

export type StartIntent = {
  key: string;
  variantId: string;
  price: Money;
  quantity: number;
  perPerson: number;
  seconds: number;
};

export function useStartDeal(showId: string) {
  return useMutation({
    mutationFn: (intent: StartIntent) =>
      asMember(() =>
        api.post("/v1/shows/{show_id}/deals", {
          path: { show_id: showId },
          body: {
            variant_id: intent.variantId,
            price: intent.price,
            quantity: intent.quantity,
            per_person: intent.perPerson,
            seconds: intent.seconds,
          },
          key: intent.key,
        }),
      ),
  });
}

export function useExtendDeal(showId: string, dealId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: { key: string; seconds: number }) =>
      asMember(() =>
        api.post("/v1/deals/{deal_id}/extend", { path: { deal_id: dealId }, body: { seconds: intent.seconds }, key: intent.key }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: dealKeys.ofShow(showId) }),
  });
}

export function useStopDeal(showId: string, dealId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: { key: string }) =>
      asMember(() => api.post("/v1/deals/{deal_id}/stop", { path: { deal_id: dealId }, key: intent.key })),
    onSettled: () => client.invalidateQueries({ queryKey: dealKeys.ofShow(showId) }),
  });
}
