import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { AppState } from "react-native";
import { meKeys } from "#/api/queries/me";
import type { User } from "#/api/types";
import { useI18n } from "#/i18n/context";
import { push } from "#/push/push";

/** Follows who is signed in, in which language. It asks the gateway for nothing: screens do. */
export function PushKeeper() {
  const { t, tag } = useI18n();
  const id = useWhoIsIn();
  const channel = t("push.title");

  useEffect(() => {
    push.follow(id === null ? null : { id, locale: tag, channel });
  }, [id, tag, channel]);

  useEffect(() => {
    const seen = AppState.addEventListener("change", (state) => {
      if (state === "active") push.look();
    });
    return () => {
      seen.remove();
    };
  }, []);
  return null;
}

/** Signing out empties the cache, which who observes one query of it does not hear. */
function useWhoIsIn(): string | null {
  const queries = useQueryClient();
  const subscribe = useCallback((listener: () => void) => queries.getQueryCache().subscribe(listener), [queries]);
  return useSyncExternalStore(subscribe, () => queries.getQueryData<User | null>(meKeys.user())?.user_id ?? null);
}
