import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "#/api/client";
import { STALE } from "#/api/queries/client";
import type { SaidPage } from "#/api/types";

export const chatKeys = {
  all: ["chat"] as const,
  show: (showId: string) => ["chat", showId] as const,
  before: (showId: string, id: string) => ["chat", showId, "before", id] as const,
  beside: (showId: string, from: number) => ["chat", showId, "beside", from] as const,
};

const PAGE = 50;
const PAGE_ON = 100;

/** Reads again what was read when somebody deletes or restores: the room does not name all lines, the archive leaves them out. */
export function useFreshChat(showId: string, deletions: unknown) {
  const queries = useQueryClient();
  const known = useRef(deletions);
  useEffect(() => {
    if (known.current === deletions) return;
    known.current = deletions;
    void queries.invalidateQueries({ queryKey: chatKeys.show(showId) });
  }, [queries, showId, deletions]);
}

/** What was said before that line, page after page; nothing while it is empty. */
export function useChatBefore(showId: string, id: string) {
  return useInfiniteQuery({
    queryKey: chatKeys.before(showId, id),
    enabled: id !== "",
    staleTime: STALE.session,
    initialPageParam: "",
    getNextPageParam: (page: SaidPage) => page.next_page_token || undefined,
    queryFn: ({ signal, pageParam }): Promise<SaidPage> =>
      api.get("/v1/shows/{show_id}/chat", {
        path: { show_id: showId },
        query: { before: id, page_size: PAGE, page_token: pageParam },
        signal,
      }),
  });
}

type Way = { isBack: boolean; token: string };
type Beside = SaidPage & { isBack: boolean };

/** What was said beside the recording: on from that second, and back from it. Pages stand in the order of the line. */
export function useChatBeside(showId: string, from: number) {
  return useInfiniteQuery({
    queryKey: chatKeys.beside(showId, from),
    staleTime: STALE.session,
    placeholderData: keepPreviousData,
    initialPageParam: { isBack: false, token: "" },
    getNextPageParam: ({ next_page_token: token }: Beside): Way | undefined =>
      token ? { isBack: false, token } : undefined,
    getPreviousPageParam: ({ isBack, next_page_token: token }: Beside): Way | undefined => {
      if (!isBack) return from > 0 ? { isBack: true, token: "" } : undefined;
      return token ? { isBack, token } : undefined;
    },
    queryFn: async ({ signal, pageParam: { isBack, token } }): Promise<Beside> => {
      const page: SaidPage = await api.get("/v1/shows/{show_id}/chat", {
        path: { show_id: showId },
        query: { ...(isBack ? { to_s: from } : { from_s: from }), page_size: isBack ? PAGE : PAGE_ON, page_token: token },
        signal,
      });
      return { ...page, isBack, messages: isBack ? [...page.messages].reverse() : page.messages };
    },
  });
}

/** Takes back what she has said until now, in all shows. */
export function useDeleteMyChat() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => api.delete("/v1/me/chat", { key }),
    onSuccess: () => queries.invalidateQueries({ queryKey: chatKeys.all }),
  });
}
