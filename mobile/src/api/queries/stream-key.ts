import { useMutation } from "@tanstack/react-query";
import { api } from "#/api/client";

/** A new key for this show, told once; the one before it no longer works. */
export function useStreamKey(showId: string) {
  return useMutation({
    mutationFn: (intent: { key: string }) =>
      api.post("/v1/shows/{show_id}/stream-key", { path: { show_id: showId }, key: intent.key }),
    gcTime: 0,
  });
}
