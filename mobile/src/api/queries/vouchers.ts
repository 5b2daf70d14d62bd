/** What the host does with vouchers; that they are dropped and taken the room tells. */
import { useMutation } from "@tanstack/react-query";
import { api } from "#/api/client";
import { asMember } from "#/api/queries/studio";
import type { NewVoucher } from "#/api/types";

export function useDropVoucher(showId: string) {
  return useMutation({
    mutationFn: (intent: { key: string; voucher: NewVoucher }) =>
      asMember(() =>
        api.post("/v1/shows/{show_id}/vouchers", { path: { show_id: showId }, body: intent.voucher, key: intent.key }),
      ),
  });
}
