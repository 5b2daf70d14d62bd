import type { ReactNode } from "react";
import { Pressable, StyleSheet, View } from "react-native";

export type SurfaceProps = {
  isShown: boolean;
  /** She touched, moved or came with the keyboard. */
  onWake: () => void;
  onTap: () => void;
  onLeave: () => void;
  onFull: () => void;
  /** Stays when the controls go. */
  over: ReactNode;
  children: ReactNode;
};

/** What lies over the picture and feels for her hand. */
export function Surface({ isShown, onTap, over, children }: SurfaceProps) {
  return (
    <View style={StyleSheet.absoluteFill}>
      <Pressable aria-hidden onPress={onTap} style={StyleSheet.absoluteFill} />
      <View style={[StyleSheet.absoluteFill, { opacity: isShown ? 1 : 0, pointerEvents: isShown ? "box-none" : "none" }]}>{children}</View>
      {over}
    </View>
  );
}
