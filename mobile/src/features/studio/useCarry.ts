import { useState } from "react";
import type { GestureResponderEvent } from "react-native";
import { placeAt } from "#/features/studio/order";

type Carried = { from: number; to: number; dy: number; startY: number };

/** One row at a time is carried by its handle: with finger, mouse or pen. */
export function useCarry(height: number, count: number, onDrop: (from: number, to: number) => void) {
  const [carried, setCarried] = useState<Carried | null>(null);
  return {
    carried,
    /** What the handle of the row at `index` listens with. */
    handle: (index: number) => ({
      onStartShouldSetResponder: () => true,
      onResponderTerminationRequest: () => false,
      onResponderGrant: ({ nativeEvent }: GestureResponderEvent) => {
        setCarried({ from: index, to: index, dy: 0, startY: nativeEvent.pageY });
      },
      onResponderMove: ({ nativeEvent }: GestureResponderEvent) => {
        setCarried((now) => {
          if (now === null) return null;
          const dy = nativeEvent.pageY - now.startY;
          return { ...now, dy, to: placeAt(now.from, dy, height, count) };
        });
      },
      onResponderRelease: () => {
        setCarried(null);
        if (carried !== null && carried.to !== carried.from) onDrop(carried.from, carried.to);
      },
      onResponderTerminate: () => {
        setCarried(null);
      },
    }),
  };
}
