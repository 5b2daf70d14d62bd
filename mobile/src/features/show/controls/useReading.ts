import { useCallback, useEffect, useState, type RefObject } from "react";
import type { PlayerHandle, Reading } from "#/features/show/player";

const EVERY_MS = 250;

/** The player, read four times a second while somebody looks; and until there is one reading, or Tab would find nothing. */
export function useReading(player: RefObject<PlayerHandle | null>, isWanted: boolean) {
  const [reading, setReading] = useState<Reading | null>(null);
  const refresh = useCallback(() => {
    setReading(player.current?.read() ?? null);
  }, [player]);
  const isNeeded = isWanted || reading === null;
  useEffect(() => {
    if (!isNeeded) return;
    const first = setTimeout(refresh, 0);
    const timer = setInterval(refresh, EVERY_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [isNeeded, refresh]);
  return { reading, refresh };
}
