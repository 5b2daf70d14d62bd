import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import type { Contact, Delivery, Money, Order } from "#/api/types";
import { cartKeys } from "#/api/queries/cart-cache";
import { quoteKeys } from "#/api/queries/checkout";
import { STALE } from "#/api/queries/client";
import { useMe } from "#/api/queries/me";

export const orderKeys = {
  all: ["orders"] as const,
  mine: () => ["orders", "mine"] as const,
  one: (orderId: string) => ["orders", "one", orderId] as const,
};

const PAGE = 20;
type Page = { orders: Order[]; next_page_token: string };

export function useMyOrders() {
  const me = useMe();
  return useInfiniteQuery({
    queryKey: orderKeys.mine(),
    enabled: Boolean(me.data),
    staleTime: STALE.live,
    initialPageParam: "",
    getNextPageParam: (page: Page) => page.next_page_token || undefined,
    queryFn: ({ signal, pageParam }): Promise<Page> =>
      api.get("/v1/me/orders", { query: { page_size: PAGE, page_token: pageParam }, signal }),
  });
}

type Poll = (order: Order | undefined) => number | false;

export function useOrder(orderId: string, poll: Poll = () => false) {
  const me = useMe();
  return useQuery<Order>({
    queryKey: orderKeys.one(orderId),
    enabled: Boolean(me.data) && orderId !== "",
    staleTime: STALE.live,
    refetchOnWindowFocus: "always",
    refetchInterval: (query) => poll(query.state.data),
    queryFn: ({ signal }) =>
      api.get("/v1/orders/{order_id}", { path: { order_id: orderId }, signal }),
  });
}

export type PlaceIntent = { key: string; contact: Contact; delivery: Delivery; coupon: string; total: Money };

export function usePlaceOrder(shopId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: PlaceIntent) =>
      api.post("/v1/shops/{shop_id}/orders", {
        path: { shop_id: shopId },
        body: { contact: intent.contact, delivery: intent.delivery, coupon_code: intent.coupon, expected_total: intent.total },
        key: intent.key,
      }),
    onSuccess: (order) => {
      client.setQueryData(orderKeys.one(order.order_id), order);
      void client.invalidateQueries({ queryKey: orderKeys.mine() });
    },
    // placed or refused, the cart is not what it was; not awaited: the way to the money goes on
    onSettled: () => {
      void client.invalidateQueries({ queryKey: cartKeys.one(shopId) });
      void client.invalidateQueries({ queryKey: quoteKeys.of(shopId) });
    },
  });
}

export function useCancelOrder(orderId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: { key: string }) =>
      api.post("/v1/orders/{order_id}/cancel", { path: { order_id: orderId }, key: intent.key }),
    onSuccess: (order) => {
      client.setQueryData(orderKeys.one(orderId), order);
    },
    onSettled: () => client.invalidateQueries({ queryKey: orderKeys.all }),
  });
}
