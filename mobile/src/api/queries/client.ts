import "#/api/queries/focus";
import { QueryClient } from "@tanstack/react-query";

/** How long an answer is good, by how fast the thing behind it changes. */
export const STALE = { live: 5_000, list: 10_000, page: 60_000, session: 5 * 60_000 } as const;

/** `api` tries again by itself; a second layer of tries would only make people wait. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: STALE.list, gcTime: 10 * 60_000 },
    mutations: { retry: false },
  },
});
