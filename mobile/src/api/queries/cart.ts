import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import type { Cart } from "#/api/types";
import { useMe } from "#/api/queries/me";
import { cartKeys, keepCart } from "#/api/queries/cart-cache";
import { STALE } from "#/api/queries/client";
import { withQuantity, withoutLine } from "#/features/cart/lines";

/** The cart of one shop, a guest's too; asked for when it is known whose. */
export function useCart(shopId: string) {
  const me = useMe();
  return useQuery({
    queryKey: cartKeys.one(shopId),
    enabled: !me.isPending && shopId !== "",
    staleTime: STALE.list,
    queryFn: ({ signal }) =>
      api.get("/v1/shops/{shop_id}/cart", { path: { shop_id: shopId }, signal }),
  });
}

export function cartCount(cart: Cart | undefined): number {
  return cart?.lines.reduce((sum, line) => sum + line.quantity, 0) ?? 0;
}

/** How many things are in the cart of this shop, for the badge. */
export function useCartCount(shopId: string): number {
  return cartCount(useCart(shopId).data);
}

export type AddIntent = { key: string; variantId: string; quantity: number; showId: string };

function addLine(shopId: string, intent: AddIntent): Promise<Cart> {
  return api.post("/v1/shops/{shop_id}/cart/lines", {
    path: { shop_id: shopId },
    body: { variant_id: intent.variantId, quantity: intent.quantity, show_id: intent.showId },
    key: intent.key,
  });
}

export function useAddLine(shopId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (intent: AddIntent) => addLine(shopId, intent),
    onSuccess: (cart) => keepCart(client, shopId, cart),
  });
}

/** One after the other: what failed halfway is pressed again, and nothing goes in twice. */
export function useAddLines(shopId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (intents: readonly AddIntent[]) => {
      let cart: Cart | undefined;
      for (const intent of intents) cart = await addLine(shopId, intent);
      return cart;
    },
    onSuccess: (cart) => (cart ? keepCart(client, shopId, cart) : undefined),
    onError: () => client.invalidateQueries({ queryKey: cartKeys.one(shopId) }),
  });
}

export type QuantityIntent = { key: string; variantId: string; quantity: number };
export type RemoveIntent = { key: string; variantId: string };

/**
 * Changes of one cart go one after the other, and the screen follows the thumb, not the network:
 * the last answer is the truth, and so is a read after a refusal.
 */
function useLineChange<I extends RemoveIntent>(
  shopId: string,
  send: (intent: I) => Promise<Cart>,
  foresee: (cart: Cart, intent: I) => Cart,
) {
  const client = useQueryClient();
  const key = cartKeys.one(shopId);
  const scope = `cart-${shopId}`;
  const isLast = () => client.isMutating({ mutationKey: [scope] }) === 1;
  return useMutation({
    mutationKey: [scope],
    scope: { id: scope },
    mutationFn: send,
    onMutate: async (intent) => {
      await client.cancelQueries({ queryKey: key });
      client.setQueryData<Cart>(key, (cart) => cart && foresee(cart, intent));
    },
    onSuccess: async (cart) => {
      if (isLast()) await keepCart(client, shopId, cart);
    },
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
}

/** Also how a changed price is accepted: the same quantity again, at today's price. */
export function useSetQuantity(shopId: string) {
  return useLineChange<QuantityIntent>(
    shopId,
    (intent) =>
      api.put("/v1/shops/{shop_id}/cart/lines/{variant_id}", {
        path: { shop_id: shopId, variant_id: intent.variantId },
        body: { quantity: intent.quantity },
        key: intent.key,
      }),
    (cart, intent) => withQuantity(cart, intent.variantId, intent.quantity),
  );
}

export function useRemoveLine(shopId: string) {
  return useLineChange<RemoveIntent>(
    shopId,
    (intent) =>
      api.delete("/v1/shops/{shop_id}/cart/lines/{variant_id}", {
        path: { shop_id: shopId, variant_id: intent.variantId },
        key: intent.key,
      }),
    (cart, intent) => withoutLine(cart, intent.variantId),
  );
}
