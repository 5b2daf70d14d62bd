import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { chatKeys, useChatBefore } from "#/api/queries/chat";
import { timed } from "#/features/show/replay-talk";
import type { Line, Room } from "#/realtime/store";

const NONE: readonly Line[] = [];
const PLACE = /^\d+-\d+$/;

/**
 * What was said before the first line that the room gave us, fetched as she scrolls up. When the room's own
 * first lines have left memory there would be a hole between: then it begins anew from the first that is left.
 */
export function useOlderTalk(showId: string, lines: readonly Line[], deletions: Room["deletions"]) {
  const first = lines.find((line) => PLACE.test(line.id))?.id ?? "";
  const [before, setBefore] = useState("");
  const query = useChatBefore(showId, before);
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  const isJoined = before !== "" && before === first;
  const older = useMemo(
    () => (isJoined ? timed(data?.pages ?? []).reverse() : NONE),
    [data, isJoined],
  );
  // A deletion of all that a person has said does not name these lines; the archive leaves them out.
  const queries = useQueryClient();
  const known = useRef(deletions);
  useEffect(() => {
    if (known.current === deletions) return;
    known.current = deletions;
    void queries.invalidateQueries({ queryKey: chatKeys.older(showId) });
  }, [queries, showId, deletions]);
  return {
    older,
    isLoading: isFetching,
    isWhole: isJoined && data !== undefined && !hasNextPage,
    more: () => {
      if (first === "") return;
      if (!isJoined) setBefore(first);
      else if (hasNextPage && !isFetching) void fetchNextPage();
    },
  };
}
