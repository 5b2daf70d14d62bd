import { useEffect, useMemo, useState, useSyncExternalStore, type RefObject } from "react";
import { useChatBeside, useFreshChat } from "#/api/queries/chat";
import type { PlayerHandle } from "#/features/show/player";
import type { RoomStore } from "#/realtime/useRoom";
import { loadedOf, reached, timed, wishAt } from "#/features/show/replay-talk";

const LOOK_MS = 500;

/** The talk beside a recording: the lines that the picture has reached, and more of them in time. */
export function useReplayTalk(showId: string, player: RefObject<PlayerHandle | null>, store: RoomStore) {
  const readDeletions = () => store.read().deletions;
  useFreshChat(showId, useSyncExternalStore(store.subscribe, readDeletions, readDeletions));
  const [from, setFrom] = useState(0);
  /** Where the last line that is seen stands; the picture's own second would draw everything twice a second. */
  const [second, setSecond] = useState(-1);
  const query = useChatBeside(showId, from);
  const { data, fetchNextPage, fetchPreviousPage, hasNextPage, hasPreviousPage, isPlaceholderData, isError } = query;
  const isBusy = query.isFetching;
  const lines = useMemo(() => timed(data?.pages ?? []), [data]);
  const hasContext = from === 0 || data?.pages[0]?.isBack === true;

  useEffect(() => {
    const look = () => {
      const at = player.current?.read()?.position;
      if (at === undefined) return;
      setSecond(lines[reached(lines, at) - 1]?.at ?? -1);
      if (isBusy || isError || isPlaceholderData) return;
      const wish = wishAt(loadedOf(lines, from, hasPreviousPage, hasNextPage), at, hasContext);
      if (wish.do === "jump") setFrom(wish.to);
      else if (wish.do === "on") void fetchNextPage();
      else if (wish.do === "back") void fetchPreviousPage();
    };
    const first = setTimeout(look, 0);
    const timer = setInterval(look, LOOK_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [player, lines, from, hasContext, hasNextPage, hasPreviousPage, isBusy, isError, isPlaceholderData, fetchNextPage, fetchPreviousPage]);

  const seen = useMemo(() => lines.slice(0, reached(lines, second)), [lines, second]);
  return {
    lines: seen,
    state: isError ? ("failed" as const) : data === undefined ? ("loading" as const) : ("there" as const),
    /** Nobody has said anything at all. */
    isEmpty: data !== undefined && from === 0 && !hasNextPage && lines.length === 0,
    back: () => {
      if (hasPreviousPage && !isBusy) void fetchPreviousPage();
    },
    retry: () => void query.refetch(),
  };
}
