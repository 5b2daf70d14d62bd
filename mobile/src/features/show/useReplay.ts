import { useCallback, useEffect, useMemo, useState, type RefObject } from "react";
import type { Show } from "#/api/types";
import { useShowPins } from "#/api/queries/shows";
import type { PlayerHandle } from "#/features/show/player";
import { markAt, marksOf, partsOf, type Mark } from "#/features/show/timeline";

const LOOK_MS = 500;
const NOTHING: never[] = [];

/** The recorded show on one line, with what was held up; nothing of it while the show is not over. */
export function useReplay(showId: string, recordings: Show["recordings"] | null) {
  const pins = useShowPins(showId, recordings !== null && recordings.length > 0).data?.pins;
  const parts = useMemo(() => partsOf(recordings ?? NOTHING), [recordings]);
  const marks = useMemo(() => marksOf(parts, pins ?? NOTHING), [parts, pins]);
  const productIds = useMemo(() => [...new Set(marks.map((mark) => mark.productId))], [marks]);
  /** What the host holds up at the second that is seen. */
  const [heldId, setHeld] = useState("");
  const momentsOf = useCallback((productId: string): Mark[] => marks.filter((mark) => mark.productId === productId), [marks]);
  return { parts, marks, productIds, heldId, setHeld, momentsOf };
}

/** Follows the player along the line. */
export function useHeld(player: RefObject<PlayerHandle | null>, marks: readonly Mark[], setHeld: (productId: string) => void): void {
  useEffect(() => {
    if (marks.length === 0) return;
    const timer = setInterval(() => {
      const position = player.current?.read()?.position;
      if (position !== undefined) setHeld(marks[markAt(marks, position)]?.productId ?? "");
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [player, marks, setHeld]);
}
