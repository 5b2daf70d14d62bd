/** Claims of a person's own; what the host does with them is in claim-desk.ts, which buyers never load. */
import { useQuery } from "@tanstack/react-query";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";
import { useMe } from "#/api/queries/me";

export const claimKeys = { mine: ["claims", "mine"] as const };

const PAGE = 100;

/** The caller's, newest first; the room says when to look again. */
export function useMyClaims() {
  const me = useMe();
  return useQuery({
    queryKey: claimKeys.mine,
    enabled: !!me.data,
    staleTime: STALE.live,
    queryFn: async ({ signal }) => (await api.get("/v1/me/claims", { query: { page_size: PAGE }, signal })).claims,
  });
}
