import { useRouter } from "expo-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { isPassing, isSignedOut } from "#/api/errors";
import { useAddLine } from "#/api/queries/cart";
import { useMe } from "#/api/queries/me";
import { intentions } from "#/features/checkout/intentions";
import { useSignIn } from "#/features/login/useSignIn";

/** What she had pressed before the log-in; it came along in the address. */
export type Returned = { variantId: string; key: string };
type Place = { productId: string; shopId: string; showId: string; returned: Returned | null };

export function useAdd({ productId, shopId, showId, returned }: Place) {
  const router = useRouter();
  const signIn = useSignIn();
  const me = useMe();
  const { mutateAsync, isPending, isSuccess } = useAddLine(shopId);
  const [error, setError] = useState<unknown>(null);

  const add = useCallback(
    async (variantId: string, key: string) => {
      const name = `add ${variantId}`;
      try {
        await mutateAsync({ key, variantId, quantity: 1, showId });
        intentions.settle(name);
        setError(null);
      } catch (failure) {
        if (!isPassing(failure)) intentions.settle(name);
        if (isSignedOut(failure)) signIn(pathOf(productId, showId, variantId, key));
        else setError(failure);
      }
    },
    [mutateAsync, productId, showId, signIn],
  );

  const press = (variantId: string) => {
    const key = intentions.keyFor(`add ${variantId}`, showId);
    if (me.data === null) signIn(pathOf(productId, showId, variantId, key));
    else void add(variantId, key);
  };

  const isTaken = useRef(false);
  const isSignedIn = Boolean(me.data);
  useEffect(() => {
    if (returned === null || isTaken.current || !isSignedIn) return;
    isTaken.current = true;
    router.setParams({ add: undefined, key: undefined });
    void add(returned.variantId, returned.key);
  }, [returned, isSignedIn, router, add]);

  return { press, isBusy: isPending, isAdded: isSuccess, error };
}

function pathOf(productId: string, showId: string, variantId: string, key: string): string {
  const query = new URLSearchParams({ add: variantId, key });
  if (showId) query.set("show", showId);
  return `/products/${productId}?${query.toString()}`;
}
