import { useMemo, useState } from "react";
import { useChatBefore, useFreshChat } from "#/api/queries/chat";
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
  const { data, hasNextPage, isFetching, isError, fetchNextPage, refetch } = query;
  const isJoined = before !== "" && before === first;
  const older = useMemo(
    () => (isJoined ? timed(data?.pages ?? []).reverse() : NONE),
    [data, isJoined],
  );
  useFreshChat(showId, deletions);
  return {
    older,
    isLoading: isFetching,
    isWhole: isJoined && data !== undefined && !hasNextPage,
    more: () => {
      if (first === "") return;
      if (!isJoined) setBefore(first);
      else if (isFetching) return;
      else if (isError) void refetch();
      else if (hasNextPage) void fetchNextPage();
    },
  };
}
