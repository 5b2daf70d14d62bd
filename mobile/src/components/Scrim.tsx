import { StyleSheet, View } from "react-native";
import { scrim } from "#/theme/tokens";

export type ScrimProps = { edge: "top" | "bottom" };

export function Scrim({ edge }: ScrimProps) {
  const backgroundColor = edge === "top" ? scrim.soft : scrim.hard;
  return <View aria-hidden style={[StyleSheet.absoluteFill, { backgroundColor, pointerEvents: "none" }]} />;
}
