import type { QueryClient } from "@tanstack/react-query";
import type { Cart } from "#/api/types";

export const cartKeys = {
  all: ["cart"] as const,
  one: (shopId: string) => ["cart", shopId] as const,
};

/** The answer to a change is newer than a read that is still under way: that one must not undo it. */
export async function keepCart(client: QueryClient, shopId: string, cart: Cart): Promise<void> {
  await client.cancelQueries({ queryKey: cartKeys.one(shopId) });
  client.setQueryData(cartKeys.one(shopId), cart);
}
