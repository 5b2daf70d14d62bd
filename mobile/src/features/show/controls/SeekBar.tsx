import { useEffect, useRef, useState } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { Slider } from "#/features/show/controls/Slider";
import type { ControlsProps } from "#/features/show/controls/types";
import { clockOf } from "#/features/show/timeline";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

/** A hand that drags asks for many places; only where it rests is gone to. */
const REST_MS = 120;
/** Half a slider's thumb: its middle never reaches the ends of the line. */
const THUMB = 8;

/** The whole show on one line, with a mark where each product was held up. */
export function SeekBar({ player, reading, refresh, marks, titleOf, onMark }: ControlsProps) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const [wanted, setWanted] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => { clearTimeout(timer.current); }, []);
  const { duration } = reading;
  const position = wanted ?? reading.position;
  const drag = (to: number) => {
    setWanted(to);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      player.current?.seek(to);
      refresh();
      setWanted(null);
    }, REST_MS);
  };
  return (
    <View style={styles.frame}>
      <Slider
        label={t("player.seek")}
        value={Math.min(position, duration)}
        max={duration}
        step={1}
        text={t("player.seekText", { at: clockOf(position), of: clockOf(duration) })}
        onChange={drag}
      />
      {/* By keyboard they are reached in the list of products, which does not stop the hand sixty times. */}
      <View style={styles.marks}>
        {marks.map((mark, index) => (
          <View key={`${mark.productId} ${String(mark.at)}`} style={[styles.place, { left: `${(100 * mark.at) / Math.max(1, duration)}%` }]}>
            <Pressable
              role="button"
              tabIndex={-1}
              aria-label={t("player.markNamed", { at: clockOf(mark.at), title: titleOf(mark.productId) })}
              onPress={() => {
                onMark(index);
                refresh();
              }}
              style={styles.target}
            >
              <View style={[styles.mark, { backgroundColor: position >= mark.at && position < mark.until ? colors.lantern : colors.jade }]} />
            </Pressable>
          </View>
        ))}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  frame: { pointerEvents: "auto", paddingTop: space.l, marginBottom: -space.s },
  marks: { position: "absolute", left: THUMB, right: THUMB, top: 0, height: 32, pointerEvents: "box-none" },
  place: { position: "absolute", top: 0, width: 0, alignItems: "center", pointerEvents: "box-none" },
  target: { width: 28, height: 32, alignItems: "center", justifyContent: "flex-end", paddingBottom: space.xs },
  mark: { width: 10, height: 10, borderRadius: radius.pill, borderWidth: 1, borderColor: "#0F0E13" },
});
