import { useRouter } from "expo-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { isPassing, isSignedOut } from "#/api/errors";
import { useAddLine } from "#/api/queries/cart";
import { useMe } from "#/api/queries/me";
import { intentions } from "#/features/checkout/intentions";
import { useSignIn } from "#/features/login/useSignIn";
import { useWays } from "#/lib/ways";

/** What she had pressed before the log-in; it came along in the address. */
export type Returned = { what: What; variantId: string; key: string };
export type What = "add" | "buy";
type Place = { productId: string; shopId: string; showId: string; returned: Returned | null };

export function useAdd({ productId, shopId, showId, returned }: Place) {
  const router = useRouter();
  const { over, toCheckout } = useWays();
  const signIn = useSignIn();
  const me = useMe();
  const { mutateAsync, isPending, isSuccess } = useAddLine(shopId);
  const [error, setError] = useState<unknown>(null);

  const toLogin = useCallback(
    (what: What, variantId: string, key: string) => {
      const query = new URLSearchParams({ [what]: variantId, key });
      // over a show, the show does what was meant
      if (over === null && showId) query.set("show", showId);
      signIn(`${over === null ? `/products/${productId}` : `/shows/${over.showId}`}?${query.toString()}`);
    },
    [over, productId, showId, signIn],
  );

  const add = useCallback(
    async (what: What, variantId: string, key: string) => {
      const name = `add ${variantId}`;
      try {
        await mutateAsync({ key, variantId, quantity: 1, showId });
        intentions.settle(name);
        setError(null);
        if (what === "buy") toCheckout(shopId);
      } catch (failure) {
        if (!isPassing(failure)) intentions.settle(name);
        if (isSignedOut(failure)) toLogin(what, variantId, key);
        else setError(failure);
      }
    },
    [mutateAsync, shopId, showId, toCheckout, toLogin],
  );

  const press = (what: What, variantId: string) => {
    const key = intentions.keyFor(`add ${variantId}`, showId);
    void add(what, variantId, key);
  };

  const isTaken = useRef(false);
  const isSignedIn = Boolean(me.data);
  useEffect(() => {
    if (returned === null || isTaken.current || !isSignedIn) return;
    isTaken.current = true;
    router.setParams({ add: undefined, buy: undefined, key: undefined });
    void add(returned.what, returned.variantId, returned.key);
  }, [returned, isSignedIn, router, add]);

  return { press, isBusy: isPending, isAdded: isSuccess, error };
}
