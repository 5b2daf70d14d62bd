import { useQuery } from "@tanstack/react-query";
import { api } from "#/api/client";
import type { ShowState } from "#/api/types";
import { STALE } from "#/api/queries/client";

export const showKeys = {
  all: ["shows"] as const,
  list: (state: ShowState) => ["shows", "list", state] as const,
  pins: (showId: string) => ["shows", "pins", showId] as const,
  one: (showId: string) => ["shows", "one", showId] as const,
};

const POLL_MS: Record<ShowState, number> = { live: 5_000, scheduled: 15_000, ended: 60_000 };

export function useShows(state: ShowState) {
  return useQuery({
    queryKey: showKeys.list(state),
    staleTime: STALE.live,
    refetchInterval: POLL_MS[state],
    refetchOnWindowFocus: true,
    queryFn: ({ signal }) =>
      api.get("/v1/shows", { query: { state: [state], page_size: 30 }, signal }),
  });
}

/** `pollMs` while something is expected to change that the room does not tell (the host is away). */
export function useShow(showId: string, options: { pollMs?: number | false } = {}) {
  return useQuery({
    queryKey: showKeys.one(showId),
    enabled: showId !== "",
    staleTime: STALE.live,
    refetchInterval: options.pollMs ?? false,
    queryFn: ({ signal }) => api.get("/v1/shows/{show_id}", { path: { show_id: showId }, signal }),
  });
}

/** What was held up when; it does not change once the show is over. */
export function useShowPins(showId: string, isWanted: boolean) {
  return useQuery({
    queryKey: showKeys.pins(showId),
    staleTime: STALE.page,
    enabled: isWanted,
    queryFn: ({ signal }) => api.get("/v1/shows/{show_id}/pins", { path: { show_id: showId }, signal }),
  });
}
