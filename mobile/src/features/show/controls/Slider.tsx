import { useState } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { useTheme } from "#/theme/context";
import { TARGET, radius } from "#/theme/tokens";

export type SliderProps = {
  label: string;
  value: number;
  max: number;
  /** How far the arrow keys go. */
  step: number;
  /** What is read out instead of the number. */
  text: string;
  onChange: (value: number) => void;
  width?: number;
};

/** A line to press on. */
export function Slider({ label, value, max, step, text, onChange, width }: SliderProps) {
  const { colors } = useTheme();
  const [length, setLength] = useState(1);
  return (
    <Pressable
      role="slider"
      aria-label={label}
      aria-valuetext={text}
      accessibilityActions={[{ name: "increment" }, { name: "decrement" }]}
      onAccessibilityAction={({ nativeEvent }) => {
        onChange(value + (nativeEvent.actionName === "increment" ? step : -step));
      }}
      onLayout={({ nativeEvent }) => {
        setLength(Math.max(1, nativeEvent.layout.width));
      }}
      onPress={({ nativeEvent }) => {
        onChange((nativeEvent.locationX / length) * max);
      }}
      style={[styles.box, width === undefined ? styles.grow : { width }]}
    >
      <View style={[styles.track, { backgroundColor: colors.line }]}>
        <View style={[styles.track, { backgroundColor: colors.lantern, width: `${max > 0 ? (100 * value) / max : 0}%` }]} />
      </View>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  box: { height: TARGET, justifyContent: "center" },
  grow: { width: "100%" },
  track: { height: 4, borderRadius: radius.pill },
});
