/** What the shop's people ask and do about orders. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, renew } from "#/api/client";
import { STALE } from "#/api/queries/client";
import { orderKeys } from "#/api/queries/orders";
import { paymentKeys } from "#/api/queries/payments";
import { asMember } from "#/api/queries/studio";
import type { CancelReason, Money, Order, OrderState } from "#/api/types";

export type Wanted = { states: readonly OrderState[]; text: string };

export const shopOrderKeys = {
  every: ["shop-orders"] as const,
  all: (shopId: string) => ["shop-orders", shopId] as const,
  list: (shopId: string, wanted: Wanted) => ["shop-orders", shopId, wanted] as const,
};

const PAGE = 30;
const POLL_MS = 10_000;
type Page = { orders: Order[]; next_page_token: string };

export function useShopOrders(shopId: string, wanted: Wanted) {
  return useInfiniteQuery({
    queryKey: shopOrderKeys.list(shopId, wanted),
    staleTime: STALE.live,
    // a number with a slip in it stays one
    refetchInterval: ({ state }) => (state.error === null ? POLL_MS : false),
    initialPageParam: "",
    getNextPageParam: (page: Page) => page.next_page_token || undefined,
    queryFn: ({ signal, pageParam }): Promise<Page> =>
      asMember(() =>
        api.get("/v1/shops/{shop_id}/orders", {
          path: { shop_id: shopId },
          query: { state: [...wanted.states], text: wanted.text, page_size: PAGE, page_token: pageParam },
          signal,
        }),
      ),
  });
}

/** The table's address, once the session is good for a download that the browser makes by itself. */
export async function tableUrl(shopId: string, wanted: Wanted): Promise<string> {
  await renew();
  const query = new URLSearchParams(wanted.states.map((state) => ["state", state]));
  if (wanted.text) query.set("text", wanted.text);
  return `/v1/shops/${encodeURIComponent(shopId)}/orders.csv?${query.toString()}`;
}

export type Work =
  | { verb: "pack" | "deliver"; key: string }
  | { verb: "ship"; key: string; carrier: string; trackingNo: string }
  | { verb: "cancel"; key: string; reason: CancelReason; note: string };

export function useWork(order: Order) {
  const client = useQueryClient();
  const path = { order_id: order.order_id };
  return useMutation({
    mutationFn: (work: Work): Promise<Order> =>
      asMember(() => {
        switch (work.verb) {
          case "pack":
            return api.post("/v1/orders/{order_id}/pack", { path, key: work.key });
          case "deliver":
            return api.post("/v1/orders/{order_id}/deliver", { path, key: work.key });
          case "ship":
            return api.post("/v1/orders/{order_id}/ship", {
              path,
              key: work.key,
              body: { carrier: work.carrier, tracking_no: work.trackingNo },
            });
          case "cancel":
            return api.post("/v1/orders/{order_id}/cancel", {
              path,
              key: work.key,
              body: { reason: work.reason, note: work.note },
            });
        }
      }),
    onSuccess: (changed) => {
      client.setQueryData(orderKeys.one(changed.order_id), changed);
    },
    // refused, too: then somebody else was quicker
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: shopOrderKeys.all(order.shop_id) }),
        client.invalidateQueries({ queryKey: orderKeys.one(order.order_id) }),
        client.invalidateQueries({ queryKey: paymentKeys.ofOrder(order.order_id) }),
      ]),
  });
}

export function useRefund(order: Order) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, paymentId, amount, reason }: { key: string; paymentId: string; amount: Money; reason: string }) =>
      asMember(() =>
        api.post("/v1/payments/{payment_id}/refunds", { path: { payment_id: paymentId }, body: { amount, reason }, key }),
      ),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: paymentKeys.ofOrder(order.order_id) }),
        client.invalidateQueries({ queryKey: orderKeys.one(order.order_id) }),
        client.invalidateQueries({ queryKey: shopOrderKeys.all(order.shop_id) }),
      ]),
  });
}
