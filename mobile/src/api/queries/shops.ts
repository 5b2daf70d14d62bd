import { useQuery } from "@tanstack/react-query";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";
import { useMe } from "#/api/queries/me";
import type { Role } from "#/api/types";

export const shopKeys = {
  all: ["shops"] as const,
  mine: () => ["shops", "mine"] as const,
  one: (shopId: string) => ["shops", "one", shopId] as const,
};

export function useShop(shopId: string) {
  return useQuery({
    queryKey: shopKeys.one(shopId),
    enabled: shopId !== "",
    staleTime: STALE.page,
    queryFn: ({ signal }) => api.get("/v1/shops/{shop_id}", { path: { shop_id: shopId }, signal }),
  });
}

/** The shops that she works for, with what she is there; none for guests. */
export function useMyShops() {
  const me = useMe();
  return useQuery({
    queryKey: shopKeys.mine(),
    enabled: Boolean(me.data),
    staleTime: STALE.page,
    queryFn: ({ signal }) => api.get("/v1/me/shops", { signal }),
  });
}

const HOSTS: readonly Role[] = ["owner", "manager", "host"];

export function mayHost(role: Role): boolean {
  return HOSTS.includes(role);
}

/** Prices, stock and new products. */
export function mayManage(role: Role): boolean {
  return role === "owner" || role === "manager";
}

/** Packs, ships, and sees where to. */
export function mayPack(role: Role): boolean {
  return mayManage(role) || role === "packer";
}

/** Keeps order in the chat. */
export function mayModerate(role: Role): boolean {
  return mayHost(role) || role === "moderator";
}

/** What she is in this shop; undefined when she does not work there. */
export function useRoleIn(shopId: string): Role | undefined {
  return useMyShops().data?.shops.find(({ shop }) => shop.shop_id === shopId)?.role;
}

/** Whether she keeps order in the chat of this shop's shows. */
export function useModerates(shopId: string): boolean {
  const role = useRoleIn(shopId);
  return role !== undefined && mayModerate(role);
}

/** Whether she has anything to do in the studio. */
export function useWorksHere(): boolean {
  return useMyShops().data?.shops.some(({ role }) => mayModerate(role) || mayPack(role)) ?? false;
}
