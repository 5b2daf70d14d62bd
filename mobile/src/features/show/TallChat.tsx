import { useState, type ReactNode } from "react";
import { PanResponder, Pressable, StyleSheet, View } from "react-native";
import { FadeTop } from "#/components/FadeTop";
import { useI18n } from "#/i18n/context";
import { TARGET, radius, scrim } from "#/theme/tokens";

const LOW = 0.27;
const TALL = 0.62;
const LEAST = 96;
/** So far up or down, and it stays tall or low. */
const DRAG_PX = 24;

/** The chat over the picture: a few lines, or most of the height when its grip is dragged up or pressed. */
export function TallChat({ seenHeight, children }: { seenHeight: number; children: ReactNode }) {
  const { t } = useI18n();
  const [isTall, setTall] = useState(false);
  const [by, setBy] = useState(0);
  const height = (tall: boolean) => Math.max(LEAST, Math.round(seenHeight * (tall ? TALL : LOW)));
  const [drag] = useState(() =>
    PanResponder.create({
      onMoveShouldSetPanResponder: (_event, { dy }) => Math.abs(dy) > 4,
      onPanResponderMove: (_event, { dy }) => {
        setBy(-dy);
      },
      onPanResponderRelease: (_event, { dy }) => {
        setBy(0);
        if (Math.abs(dy) > DRAG_PX) setTall(dy < 0);
      },
      onPanResponderTerminate: () => {
        setBy(0);
      },
    }),
  );
  const now = Math.max(LEAST, Math.min(height(isTall) + by, height(true)));
  return (
    <View>
      <View {...drag.panHandlers} style={styles.area}>
        <Pressable
          role="button"
          aria-label={isTall ? t("chat.lower") : t("chat.taller")}
          aria-expanded={isTall}
          onPress={() => {
            setTall(!isTall);
          }}
          style={styles.grip}
        >
          <View style={styles.bar} />
        </Pressable>
      </View>
      <FadeTop height={now}>{children}</FadeTop>
    </View>
  );
}

const styles = StyleSheet.create({
  area: { alignItems: "center", touchAction: "none" },
  grip: { width: 96, height: TARGET, alignItems: "center", justifyContent: "center" },
  bar: { width: 36, height: 4, borderRadius: radius.pill, backgroundColor: scrim.quiet },
});
