import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import { isSignedOut } from "#/api/errors";
import { session } from "#/api/session";
import type { User } from "#/api/types";
import { noteSession } from "#/lib/session-hint";
import { leavePush } from "#/push/push";
import { STALE } from "#/api/queries/client";

export const meKeys = {
  all: ["me"] as const,
  user: () => ["me", "user"] as const,
  sessions: () => ["me", "sessions"] as const,
};

/** Who is signed in; null for a guest. */
export function useMe() {
  return useQuery({
    queryKey: meKeys.user(),
    staleTime: STALE.session,
    queryFn: async ({ signal }): Promise<User | null> => {
      try {
        const user = await api.get("/v1/me", { signal });
        noteSession(true);
        return user;
      } catch (error) {
        if (isSignedOut(error)) return null;
        throw error;
      }
    },
  });
}

/** Where she is signed in. */
export function useSessions() {
  const me = useMe();
  return useQuery({
    queryKey: meKeys.sessions(),
    enabled: Boolean(me.data),
    queryFn: ({ signal }) => api.get("/v1/me/sessions", { signal }),
  });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string) =>
      api.delete("/v1/me/sessions/{session_id}", { path: { session_id: sessionId } }),
    onSettled: () => client.invalidateQueries({ queryKey: meKeys.sessions() }),
  });
}

/** The phone stops hearing while its session may still say so; then the session ends, there and here. */
export async function logOut(): Promise<void> {
  await leavePush();
  try {
    await api.post("/v1/auth/logout", {});
  } catch (error) {
    if (!isSignedOut(error)) throw error;
  }
  await session.end();
}

/** Nothing of hers stays in memory: the cart and orders of the next person are asked for anew. */
export function useLogOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: logOut,
    onSuccess: () => {
      client.clear();
    },
  });
}
