import { useRef, type ReactNode } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { isSecond, type Tap } from "#/features/show/controls/taps";
import type { Spot } from "#/realtime/reactions";

export type SurfaceProps = {
  isShown: boolean;
  /** She touched, moved or came with the keyboard. */
  onWake: () => void;
  onTap: () => void;
  /** Two quick taps, and each more. */
  onLike: ((spot: Spot) => void) | undefined;
  onLeave: () => void;
  onFull: () => void;
  /** Stays when the controls go. */
  over: ReactNode;
  children: ReactNode;
};

/** What lies over the picture and feels for her hand. */
export function Surface({ isShown, onTap, onLike, over, children }: SurfaceProps) {
  const last = useRef<Tap | null>(null);
  return (
    <View style={StyleSheet.absoluteFill}>
      <Pressable
        aria-hidden
        onPress={({ nativeEvent: { pageX: x, pageY: y } }) => {
          const tap = { x, y, at: Date.now() };
          if (onLike && isSecond(tap, last.current)) onLike(tap);
          else onTap();
          last.current = tap;
        }}
        style={StyleSheet.absoluteFill}
      />
      <View style={[StyleSheet.absoluteFill, { opacity: isShown ? 1 : 0, pointerEvents: isShown ? "box-none" : "none" }]}>{children}</View>
      {over}
    </View>
  );
}
