/**
 * Where buying leads from here. On pages of their own the parts of buying lead to one another by
 * the router; over a show the same parts open as sheets of it, and the show goes on.
 */
import { useRouter } from "expo-router";
import { createContext, useContext, useMemo } from "react";

export type Ways = {
  toCart: (shopId: string) => void;
  toCheckout: (shopId: string) => void;
  toProduct: (productId: string) => void;
  /** How the payment of an order stands; takes the place of the checkout. */
  toPayment: (orderId: string) => void;
  /** Back to the show that this was bought in. */
  toShow: (showId: string) => void;
  /** Set while this lies over a show. */
  over: Over | null;
};

export type Over = {
  showId: string;
  /** The address that comes back to this very sheet. */
  here: string;
  /** The address of an order's payment, over this show. */
  paymentPath: (orderId: string) => string;
  /** Units left by variant, as the room last said. */
  stock: Readonly<Record<string, number>>;
  /** One sheet back; null at the first. */
  onBack: (() => void) | null;
  /** Back to the show. */
  onClose: () => void;
};

export const WaysContext = createContext<Ways | null>(null);

export function useWays(): Ways {
  const given = useContext(WaysContext);
  const router = useRouter();
  const own = useMemo<Ways>(
    () => ({
      toCart: (shopId) => {
        router.push(`/cart/${shopId}`);
      },
      toCheckout: (shopId) => {
        router.push(`/checkout/${shopId}`);
      },
      toProduct: (productId) => {
        router.push(`/products/${productId}`);
      },
      toPayment: (orderId) => {
        router.replace(`/orders/${orderId}`);
      },
      toShow: (showId) => {
        router.replace(`/shows/${showId}`);
      },
      over: null,
    }),
    [router],
  );
  return given ?? own;
}
