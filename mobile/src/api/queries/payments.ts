import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "#/api/client";
import { ApiError } from "#/api/errors";
import type { AskReason, Money, OrderMoney, Payment, Way } from "#/api/types";
import { STALE } from "#/api/queries/client";
import { useMe } from "#/api/queries/me";
import { orderKeys } from "#/api/queries/orders";

export const paymentKeys = {
  all: ["payments"] as const,
  ofOrder: (orderId: string) => ["payments", "order", orderId] as const,
  one: (paymentId: string) => ["payments", paymentId] as const,
  methods: (currency: string) => ["payments", "methods", currency] as const,
};

type Poll = (payment: Payment | undefined) => number | false;

export function usePayment(paymentId: string, poll: Poll = () => false) {
  const me = useMe();
  return useQuery<Payment>({
    queryKey: paymentKeys.one(paymentId),
    enabled: Boolean(me.data) && paymentId !== "",
    staleTime: STALE.live,
    refetchOnWindowFocus: "always",
    refetchInterval: (query) => poll(query.state.data),
    queryFn: ({ signal }) =>
      api.get("/v1/payments/{payment_id}", { path: { payment_id: paymentId }, signal }),
  });
}

/** What she may choose from, and for what amounts; it changes with the contract, not with the day. */
export function usePaymentMethods(currency: string) {
  return useQuery({
    queryKey: paymentKeys.methods(currency),
    enabled: currency !== "",
    staleTime: STALE.session,
    queryFn: async ({ signal }) => (await api.get("/v1/payment-methods", { query: { currency }, signal })).methods,
  });
}

/** Without a way the provider's page asks. */
export type PayIntent = { key: string; orderId: string; way: Way | null; returnTo: string };

export function useStartPayment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: PayIntent) =>
      api.post("/v1/orders/{order_id}/payments", {
        path: { order_id: intent.orderId },
        body: { provider: "ecpay", method: intent.way, return_to: intent.returnTo },
        key: intent.key,
      }),
    onSuccess: ({ payment }) => {
      client.setQueryData(paymentKeys.one(payment.payment_id), payment);
    },
  });
}

/** What was paid, what goes back and what is asked back; null when nobody has paid. */
export function useOrderMoney(orderId: string, isWanted: boolean) {
  const client = useQueryClient();
  const found = useQuery<OrderMoney | null>({
    queryKey: paymentKeys.ofOrder(orderId),
    enabled: isWanted,
    staleTime: STALE.live,
    refetchInterval: ({ state }) => (isMoving(state.data) ? 5_000 : false),
    queryFn: async ({ signal }) => {
      try {
        return await api.get("/v1/orders/{order_id}/money", { path: { order_id: orderId }, signal });
      } catch (error) {
        if (error instanceof ApiError && error.reason === "PAYMENT_NOT_FOUND") return null;
        throw error;
      }
    },
  });
  // an answer or a refund may have moved the order, too
  const stamp = found.data ? [found.data.payment.refunded.amount_minor, ...found.data.asks.map((one) => one.state)].join() : null;
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (stamp !== null && seen.current !== null && seen.current !== stamp) {
      void client.invalidateQueries({ queryKey: orderKeys.one(orderId) });
    }
    seen.current = stamp;
  }, [client, orderId, stamp]);
  return found;
}

/** Something is awaited: the provider, or the shop's answer. */
function isMoving(found: OrderMoney | null | undefined): boolean {
  return Boolean(found && (found.refunds.some((one) => one.state === "open") || found.asks.some((one) => one.state === "open")));
}

export type AskIntent = { key: string; amount: Money; reason: AskReason; note: string };

/** A buyer asks for money back, or takes that back. */
export function useAskRefund(orderId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, amount, reason, note }: AskIntent) =>
      api.post("/v1/orders/{order_id}/refund-asks", { path: { order_id: orderId }, body: { amount, reason, note }, key }),
    onSettled: () => client.invalidateQueries({ queryKey: paymentKeys.ofOrder(orderId) }),
  });
}

export function useWithdrawAsk(orderId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, askId }: { key: string; askId: string }) =>
      api.post("/v1/refund-asks/{ask_id}/withdraw", { path: { ask_id: askId }, key }),
    onSettled: () => client.invalidateQueries({ queryKey: paymentKeys.ofOrder(orderId) }),
  });
}
