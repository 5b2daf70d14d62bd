import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import { ApiError } from "#/api/errors";
import type { Payment, Refund } from "#/api/types";
import { STALE } from "#/api/queries/client";
import { useMe } from "#/api/queries/me";

export const paymentKeys = {
  all: ["payments"] as const,
  ofOrder: (orderId: string) => ["payments", "order", orderId] as const,
  one: (paymentId: string) => ["payments", paymentId] as const,
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

export type PayIntent = { key: string; orderId: string; returnTo: string };

export function useStartPayment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: PayIntent) =>
      api.post("/v1/orders/{order_id}/payments", {
        path: { order_id: intent.orderId },
        body: { provider: "ecpay", return_to: intent.returnTo },
        key: intent.key,
      }),
    onSuccess: ({ payment }) => {
      client.setQueryData(paymentKeys.one(payment.payment_id), payment);
    },
  });
}

export type OrderMoney = { payment: Payment; refunds: Refund[] } | null;

/** What was paid and what goes back; null when nobody has paid. */
export function useOrderMoney(orderId: string, isWanted: boolean) {
  return useQuery<OrderMoney>({
    queryKey: paymentKeys.ofOrder(orderId),
    enabled: isWanted,
    staleTime: STALE.live,
    refetchInterval: ({ state }) => (state.data?.refunds.some((one) => one.state === "open") ? 5_000 : false),
    queryFn: async ({ signal }) => {
      try {
        const payment = await api.get("/v1/orders/{order_id}/payment", { path: { order_id: orderId }, signal });
        const path = { payment_id: payment.payment_id };
        const { refunds } = await api.get("/v1/payments/{payment_id}/refunds", { path, signal });
        return { payment, refunds };
      } catch (error) {
        if (error instanceof ApiError && error.reason === "PAYMENT_NOT_FOUND") return null;
        throw error;
      }
    },
  });
}
