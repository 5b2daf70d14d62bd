import { useRouter } from "expo-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { newKey } from "#/api/client";
import { isPassing, isSignedOut } from "#/api/errors";
import { useAddLine } from "#/api/queries/cart";
import { useMe } from "#/api/queries/me";
import { useSignIn } from "#/features/login/useSignIn";

const ADDED_MS = 1600;

export type Purchase = {
  add: (variantId: string) => void;
  buy: (variantId: string) => void;
  /** The variant that is being added now; the one that just was. */
  busy: string | null;
  added: string | null;
  error: unknown;
};

type What = "add" | "buy";
/** An intention that came back from the log-in in the address. */
export type Returned = { what: What; variantId: string; key: string };

/**
 * Add to the cart, or add and go on to checkout (`onBuy`). A guest has a cart, too; only whose session
 * ended unnoticed signs in and comes back to it.
 */
export function usePurchase(shopId: string, showId: string, returned: Returned | null, onBuy: () => void): Purchase {
  const router = useRouter();
  const signIn = useSignIn();
  const me = useMe();
  const line = useAddLine(shopId);
  const [busy, setBusy] = useState<string | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  /** Keys of presses that were not answered: pressing again means the same one. */
  const keys = useRef(new Map<string, string>());
  const { mutateAsync } = line;

  const toLogin = useCallback(
    (what: What, variantId: string, key: string) => {
      signIn(`/shows/${showId}?${what}=${variantId}&key=${key}`);
    },
    [signIn, showId],
  );

  const act = useCallback(
    async (what: What, variantId: string, key: string) => {
      setError(null);
      setBusy(variantId);
      keys.current.set(variantId, key);
      try {
        await mutateAsync({ key, variantId, quantity: 1, showId });
        keys.current.delete(variantId);
        setAdded(variantId);
        if (what === "buy") onBuy();
      } catch (caught) {
        if (!isPassing(caught)) keys.current.delete(variantId);
        if (isSignedOut(caught)) toLogin(what, variantId, key);
        else setError(caught);
      } finally {
        setBusy(null);
      }
    },
    [mutateAsync, onBuy, showId, toLogin],
  );

  const press = (what: What, variantId: string) => {
    if (busy !== null || shopId === "") return;
    const key = keys.current.get(variantId) ?? newKey();
    void act(what, variantId, key);
  };

  useEffect(() => {
    if (added === null) return;
    const timer = setTimeout(() => {
      setAdded(null);
    }, ADDED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [added]);

  const isTaken = useRef(false);
  const isSignedIn = Boolean(me.data);
  useEffect(() => {
    if (returned === null || isTaken.current || !isSignedIn || shopId === "") return;
    isTaken.current = true;
    router.setParams({ add: undefined, buy: undefined, key: undefined });
    void act(returned.what, returned.variantId, returned.key);
  }, [returned, isSignedIn, shopId, router, act]);

  return {
    add: (variantId) => {
      press("add", variantId);
    },
    buy: (variantId) => {
      press("buy", variantId);
    },
    busy,
    added,
    error,
  };
}
