/** The chat's rules, who may not speak, and what moderators did. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, newKey } from "#/api/client";
import { STALE } from "#/api/queries/client";
import { asMember } from "#/api/queries/studio";
import type { Acts, ChatRules, ChatRulesChange, NewAct, Sanctions } from "#/api/types";

export const moderationKeys = {
  shop: (shopId: string) => ["moderation", shopId] as const,
  rules: (shopId: string) => ["moderation", shopId, "rules"] as const,
  acts: (shopId: string) => ["moderation", shopId, "acts"] as const,
  sanctions: (shopId: string) => ["moderation", shopId, "sanctions"] as const,
};

const PAGE = 30;
/** The room tells at once; this is for when it is not heard. */
const POLL_MS = 20_000;

/** What is told to who looks at the shop's moderation, when somebody did something. */
export function useModerationNews(shopId: string): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    void client.invalidateQueries({ queryKey: moderationKeys.shop(shopId) });
  }, [client, shopId]);
}

export type ActIntent = { key: string; act: NewAct };

/** The room tells everyone, the moderator too, what came of it. */
export function useModerate(showId: string) {
  return useMutation({
    mutationFn: ({ key, act }: ActIntent) =>
      asMember(() => api.post("/v1/shows/{show_id}/moderation", { path: { show_id: showId }, body: act, key })),
  });
}

export function useChatRules(shopId: string) {
  return useQuery<ChatRules>({
    queryKey: moderationKeys.rules(shopId),
    staleTime: STALE.live,
    refetchInterval: POLL_MS,
    queryFn: ({ signal }) => asMember(() => api.get("/v1/shops/{shop_id}/chat-rules", { path: { shop_id: shopId }, signal })),
  });
}

/** What changes, or how the rules as they are now are to be changed: others change them, too. */
export type RulesIntent = { key: string; change: ChatRulesChange | ((now: ChatRules) => ChatRulesChange) };

export function useChangeRules(shopId: string) {
  const client = useQueryClient();
  const path = { shop_id: shopId };
  return useMutation({
    scope: { id: `chat-rules-${shopId}` },
    mutationFn: ({ key, change }: RulesIntent) =>
      asMember(async () => {
        if (typeof change !== "function") return api.patch("/v1/shops/{shop_id}/chat-rules", { path, body: change, key });
        const now = await api.get("/v1/shops/{shop_id}/chat-rules", { path });
        // made from what was just read: tried again it may be another change, and the same words twice are one
        return api.patch("/v1/shops/{shop_id}/chat-rules", { path, body: change(now), key: newKey() });
      }),
    onSuccess: (rules) => {
      client.setQueryData(moderationKeys.rules(shopId), rules);
      void client.invalidateQueries({ queryKey: moderationKeys.acts(shopId) });
    },
  });
}

export function useActs(shopId: string) {
  return useInfiniteQuery({
    queryKey: moderationKeys.acts(shopId),
    staleTime: STALE.live,
    refetchInterval: POLL_MS,
    initialPageParam: "",
    getNextPageParam: (page: Acts) => page.next_page_token || undefined,
    queryFn: ({ signal, pageParam }): Promise<Acts> =>
      asMember(() =>
        api.get("/v1/shops/{shop_id}/moderation", { path: { shop_id: shopId }, query: { page_size: PAGE, page_token: pageParam }, signal }),
      ),
  });
}

export function useSanctions(shopId: string) {
  return useInfiniteQuery({
    queryKey: moderationKeys.sanctions(shopId),
    staleTime: STALE.live,
    refetchInterval: POLL_MS,
    initialPageParam: "",
    getNextPageParam: (page: Sanctions) => page.next_page_token || undefined,
    queryFn: ({ signal, pageParam }): Promise<Sanctions> =>
      asMember(() =>
        api.get("/v1/shops/{shop_id}/chat-sanctions", { path: { shop_id: shopId }, query: { page_size: PAGE, page_token: pageParam }, signal }),
      ),
  });
}
