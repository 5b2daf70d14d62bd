import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "#/api/client";
import { useMe } from "#/api/queries/me";
import { STALE } from "#/api/queries/client";
import type { NewAddress } from "#/api/types";

export const addressKeys = { mine: () => ["addresses"] as const };

/** Hers, the default first. */
export function useAddresses() {
  const me = useMe();
  return useQuery({
    queryKey: addressKeys.mine(),
    enabled: Boolean(me.data),
    staleTime: STALE.page,
    queryFn: async ({ signal }) => (await api.get("/v1/me/addresses", { signal })).addresses,
  });
}

export type SaveIntent = { key: string; addressId: string; address: NewAddress };

/** Without an id it is a new one. */
export function useSaveAddress() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, addressId, address }: SaveIntent) =>
      addressId === ""
        ? api.post("/v1/me/addresses", { body: address, key })
        : api.put("/v1/me/addresses/{address_id}", { path: { address_id: addressId }, body: address, key }),
    onSettled: () => client.invalidateQueries({ queryKey: addressKeys.mine() }),
  });
}

export function useDeleteAddress() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, addressId }: { key: string; addressId: string }) =>
      api.delete("/v1/me/addresses/{address_id}", { path: { address_id: addressId }, key }),
    onSettled: () => client.invalidateQueries({ queryKey: addressKeys.mine() }),
  });
}
