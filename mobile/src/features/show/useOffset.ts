import { useEffect, useState } from "react";
import { ANY, narrowed, offsetOf } from "#/features/show/figures";

/** Uneven, so that each answer cuts the second at another place. */
const EVERY_MS = 1370;
const TIMES = 8;

/** How far the server's clock is ahead of this machine's, in ms: asked a few times, while somebody wants to know. */
export function useOffset(isWanted: boolean): number {
  const [offset, setOffset] = useState(0);
  useEffect(() => {
    if (!isWanted) return;
    let known = ANY;
    let left = TIMES;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cut = new AbortController();
    const ask = async () => {
      const askedAt = Date.now();
      try {
        const answer = await fetch("/", { method: "HEAD", cache: "no-store", signal: cut.signal });
        const date = Date.parse(answer.headers.get("date") ?? "");
        if (Number.isFinite(date)) {
          known = narrowed(known, date, askedAt, Date.now());
          setOffset(offsetOf(known));
        }
      } catch {
        if (cut.signal.aborted) return; // offline: the delay is reckoned by this machine's own clock
      }
      left -= 1;
      if (left > 0) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      clearTimeout(timer);
      cut.abort();
    };
  }, [isWanted]);
  return offset;
}
