import { useQuery } from "@tanstack/react-query";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";

/** The key that receipts are signed with, and the root over them once it was closed. */
export function useClaimProof(showId: string, productId: string) {
  return useQuery({
    queryKey: ["claims", "proof", showId, productId],
    staleTime: STALE.live,
    queryFn: ({ signal }) =>
      api.get("/v1/shows/{show_id}/claim-listings/{product_id}/receipts", {
        path: { show_id: showId, product_id: productId },
        query: { page_size: 1 },
        signal,
      }),
  });
}
