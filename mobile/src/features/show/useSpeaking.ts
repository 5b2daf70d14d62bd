import { useCallback, useSyncExternalStore } from "react";
import { speakingOf, type Speaking } from "#/realtime/speaking";
import type { RoomStore } from "#/realtime/store";

const LOOK_MS = 250;

/** Whether she may write now; it counts down by itself. */
export function useSpeaking(store: RoomStore, userId: string, isStaff: boolean): Speaking {
  const subscribe = useCallback(
    (listener: () => void) => {
      const leave = store.subscribe(listener);
      const timer = setInterval(listener, LOOK_MS);
      return () => {
        leave();
        clearInterval(timer);
      };
    },
    [store],
  );
  // a text, so that it is the same until it changes
  const read = () => {
    const { kind, leftS } = speakingOf(store.read(), userId, isStaff, Date.now());
    return `${kind} ${String(leftS)}`;
  };
  const [kind = "free", left] = useSyncExternalStore(subscribe, read, read).split(" ");
  return { kind: kind as Speaking["kind"], leftS: Number(left) };
}
