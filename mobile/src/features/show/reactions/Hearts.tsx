import { useCallback, useEffect, useRef, useState } from "react";
import { Animated, Easing, StyleSheet, View } from "react-native";
import { Icon } from "#/components";
import { LOOKS, RISE_MS, startsOf } from "#/features/show/reactions/looks";
import { useReducedMotion } from "#/lib/motion";
import type { ReactionKind } from "#/realtime/frames";
import type { Applause } from "#/realtime/reactions";

export type HeartsProps = { applause: Applause };

type Rising = { id: number; kind: ReactionKind; delay: number; sway: number };
const SIZE = 32;
const WAY = 240;

/** What everyone gives, rising over the picture. */
export function Hearts({ applause }: HeartsProps) {
  const [rising, setRising] = useState<readonly Rising[]>([]);
  const next = useRef(0);
  const isStill = useReducedMotion();
  useEffect(() => {
    if (isStill) return;
    return applause.watch(({ kind, count }) => {
      setRising((now) => [
        ...now,
        ...startsOf(count, now.length).map((delay) => ({ id: next.current++, kind, delay, sway: (Math.random() - 0.5) * 56 })),
      ]);
    });
  }, [applause, isStill]);
  const gone = useCallback((id: number) => {
    setRising((now) => now.filter((one) => one.id !== id));
  }, []);
  return (
    <View aria-hidden style={styles.box}>
      {rising.map((one) => (
        <Sign key={one.id} {...one} onGone={gone} />
      ))}
    </View>
  );
}

function Sign({ id, kind, delay, sway, onGone }: Rising & { onGone: (id: number) => void }) {
  const [at] = useState(() => new Animated.Value(0));
  useEffect(() => {
    Animated.timing(at, { toValue: 1, duration: RISE_MS, delay, easing: Easing.out(Easing.quad), useNativeDriver: true }).start(() => {
      onGone(id);
    });
  }, [at, delay, id, onGone]);
  const style = {
    opacity: at.interpolate({ inputRange: [0, 0.15, 1], outputRange: [0, 1, 0] }),
    transform: [
      { translateY: at.interpolate({ inputRange: [0, 1], outputRange: [0, -WAY] }) },
      { translateX: at.interpolate({ inputRange: [0, 1], outputRange: [0, sway] }) },
    ],
  };
  return (
    <Animated.View style={[styles.sign, style]}>
      <Icon name={kind} size={SIZE} color={LOOKS[kind].color} />
    </Animated.View>
  );
}

const styles = StyleSheet.create({
  box: { position: "absolute", top: 0, right: 0, bottom: 0, left: 0, pointerEvents: "none" },
  sign: { position: "absolute", bottom: 0, alignSelf: "center" },
});
