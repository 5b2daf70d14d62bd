/** What the shop's people ask and do about money: requests, payments, differences, what waits for hands. */
import { useInfiniteQuery, useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";
import { orderKeys } from "#/api/queries/orders";
import { paymentKeys } from "#/api/queries/payments";
import { shopOrderKeys } from "#/api/queries/shop-orders";
import { asMember } from "#/api/queries/studio";
import type { ComparedDay, DaySum, DeclineReason, Difference, Order, Payment, RefundAsk, Settlement, ShopPayment } from "#/api/types";

export const shopMoneyKeys = {
  all: ["shop-money"] as const,
  asks: (shopId: string, state: string) => ["shop-money", shopId, "asks", state] as const,
  payments: (shopId: string, state: string) => ["shop-money", shopId, "payments", state] as const,
  differences: (shopId: string, state: string) => ["shop-money", shopId, "differences", state] as const,
};

const PAGE = 30;
const POLL_MS = 10_000;
type Paged = { next_page_token: string };
const next = (page: Paged) => page.next_page_token || undefined;
const poll = ({ state }: { state: { error: unknown } }) => (state.error === null ? POLL_MS : false);

export function useShopAsks(shopId: string, state: "open" | "answered") {
  return useInfiniteQuery({
    queryKey: shopMoneyKeys.asks(shopId, state),
    staleTime: STALE.live,
    refetchInterval: poll,
    initialPageParam: "",
    getNextPageParam: next,
    queryFn: ({ signal, pageParam }): Promise<Paged & { asks: RefundAsk[] }> =>
      asMember(() =>
        api.get("/v1/shops/{shop_id}/refund-asks", {
          path: { shop_id: shopId },
          query: { state, page_size: PAGE, page_token: pageParam },
          signal,
        }),
      ),
  });
}

export function useShopPayments(shopId: string, states: readonly Payment["state"][]) {
  return useInfiniteQuery({
    queryKey: shopMoneyKeys.payments(shopId, states.join()),
    staleTime: STALE.live,
    refetchInterval: poll,
    initialPageParam: "",
    getNextPageParam: next,
    queryFn: ({ signal, pageParam }): Promise<Paged & { payments: ShopPayment[]; days: DaySum[] }> =>
      asMember(() =>
        api.get("/v1/shops/{shop_id}/payments", {
          path: { shop_id: shopId },
          query: { state: [...states], page_size: PAGE, page_token: pageParam },
          signal,
        }),
      ),
  });
}

export function useDifferences(shopId: string, state: "open" | "closed") {
  return useInfiniteQuery({
    queryKey: shopMoneyKeys.differences(shopId, state),
    staleTime: STALE.live,
    refetchInterval: poll,
    initialPageParam: "",
    getNextPageParam: next,
    queryFn: ({ signal, pageParam }): Promise<Paged & { differences: Difference[]; days: ComparedDay[] }> =>
      asMember(() =>
        api.get("/v1/shops/{shop_id}/differences", {
          path: { shop_id: shopId },
          query: { state, page_size: PAGE, page_token: pageParam },
          signal,
        }),
      ),
  });
}

export type Answer = { key: string; accept: boolean; reason: DeclineReason | null; note: string };

export function useAnswerAsk(ask: RefundAsk) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, accept, reason, note }: Answer) =>
      asMember(() =>
        api.post("/v1/refund-asks/{ask_id}/answer", {
          path: { ask_id: ask.ask_id },
          body: { accept, decline_reason: reason, note },
          key,
        }),
      ),
    onSettled: () => moneyMoved(client, ask.order_id),
  });
}

/** A person has paid out what the provider cannot give back. */
export function useFinishRefund(order: Order, refundId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, note }: { key: string; note: string }) =>
      asMember(() => api.post("/v1/refunds/{refund_id}/finish", { path: { refund_id: refundId }, body: { note }, key })),
    onSettled: () => moneyMoved(client, order.order_id),
  });
}

export function useReturnStock(order: Order) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, variantId, quantity, reason }: { key: string; variantId: string; quantity: number; reason: string }) =>
      asMember(() =>
        api.post("/v1/orders/{order_id}/returns", {
          path: { order_id: order.order_id },
          body: { variant_id: variantId, quantity, reason },
          key,
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["stock"] }),
  });
}

export function useSettleDifference(difference: Difference) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, settlement, note }: { key: string; settlement: Settlement; note: string }) =>
      asMember(() =>
        api.post("/v1/differences/{difference_id}/settle", {
          path: { difference_id: difference.difference_id },
          body: { settlement, note },
          key,
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: shopMoneyKeys.all }),
  });
}

/** Refused, too: then somebody else was quicker. */
function moneyMoved(client: QueryClient, orderId: string) {
  return Promise.all([
    client.invalidateQueries({ queryKey: shopMoneyKeys.all }),
    client.invalidateQueries({ queryKey: paymentKeys.ofOrder(orderId) }),
    client.invalidateQueries({ queryKey: orderKeys.one(orderId) }),
    client.invalidateQueries({ queryKey: shopOrderKeys.every }),
  ]);
}
