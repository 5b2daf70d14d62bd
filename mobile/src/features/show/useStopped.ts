import { useEffect, useState } from "react";
import type { PlayerPhase } from "#/features/show/player";

/** A short stop is no news; it is said after this, and after the second it is not hopeful any more. */
const NOTICED_MS = 2_000;
const HOPELESS_MS = 15_000;
export const LONG = { noticed: 1, hopeless: 2 } as const;

/** How long the picture has been standing against her will, whatever the reasons were meanwhile. */
export function useStopped(phase: PlayerPhase): number {
  const [long, setLong] = useState(0);
  const isStopped = phase !== "playing" && phase !== "paused" && phase !== "over" && phase !== "blocked";
  if (!isStopped && long !== 0) setLong(0);
  useEffect(() => {
    if (!isStopped) return;
    const timers = [
      setTimeout(() => { setLong(LONG.noticed); }, NOTICED_MS),
      setTimeout(() => { setLong(LONG.hopeless); }, HOPELESS_MS),
    ];
    return () => {
      timers.forEach(clearTimeout);
    };
  }, [isStopped]);
  return long;
}
