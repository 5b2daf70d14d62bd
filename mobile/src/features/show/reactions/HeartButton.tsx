import { useEffect, useState, useSyncExternalStore } from "react";
import { Platform, Pressable, StyleSheet, View } from "react-native";
import { Icon, Text } from "#/components";
import { LOOKS } from "#/features/show/reactions/looks";
import { useI18n } from "#/i18n/context";
import type { ReactionKind } from "#/realtime/frames";
import { KINDS, type Applause } from "#/realtime/reactions";
import { useTheme } from "#/theme/context";
import { TARGET, radius, scrim, space } from "#/theme/tokens";

/** So long the other kinds stay after the last touch. */
const OPEN_MS = 4000;

/**
 * A tap gives a heart; a thumb that stays, a mouse above it or the keyboard on it opens the other kinds.
 * They stay open, so that more than one can be given.
 */
export function HeartButton({ applause, isOver }: { applause: Applause; isOver: boolean }) {
  const { t, count } = useI18n();
  const { colors } = useTheme();
  const total = useSyncExternalStore(applause.subscribe, applause.total, applause.total);
  const [openedBy, setOpenedBy] = useState<"thumb" | "mouse" | "keys" | null>(null);
  const [taps, setTaps] = useState(0);
  useEffect(() => {
    if (openedBy !== "thumb") return;
    const timer = setTimeout(setOpenedBy, OPEN_MS, null);
    return () => {
      clearTimeout(timer);
    };
  }, [openedBy, taps]);
  const give = (kind: ReactionKind) => {
    applause.tap(kind);
    setTaps((before) => before + 1);
  };
  const ground = { backgroundColor: isOver ? scrim.hard : colors.raised };
  const away = () => {
    setOpenedBy(null);
  };
  // the web's own events, which React Native's types do not name
  const web = {
    onPointerEnter: (event: { nativeEvent: { pointerType?: string } }) => {
      if (event.nativeEvent.pointerType === "mouse") setOpenedBy("mouse");
    },
    onPointerLeave: () => {
      if (openedBy === "mouse") away();
    },
    onBlur: (event: { currentTarget: unknown; relatedTarget?: unknown }) => {
      const box = event.currentTarget as HTMLElement;
      if (openedBy === "keys" && !box.contains(event.relatedTarget as Node | null)) away();
    },
    onKeyDown: (event: { key?: string }) => {
      if (event.key === "Escape") away();
    },
  };
  return (
    <View {...(Platform.OS === "web" ? web : null)} style={styles.box}>
      <Pressable
        role="button"
        aria-label={t("chat.likeWith", { total: count(total) })}
        aria-expanded={openedBy !== null}
        onPress={() => {
          give("like");
        }}
        onLongPress={() => {
          setOpenedBy("thumb");
        }}
        onFocus={(event) => {
          if (Platform.OS === "web" && (event.currentTarget as unknown as HTMLElement).matches(":focus-visible")) setOpenedBy("keys");
        }}
        style={({ pressed }) => [styles.heart, ground, { opacity: pressed ? 0.7 : 1 }]}
      >
        <Icon name="like" size={20} color={isOver ? LOOKS.like.color : colors.signal} />
        {total > 0 ? (
          <Text size="xs" weight="medium" tone={isOver ? "scrimInk" : "ink"} tabular numberOfLines={1} style={styles.total}>
            {count(total)}
          </Text>
        ) : null}
      </Pressable>
      {openedBy ? (
        <View role="group" aria-label={t("chat.reactions")} style={[styles.kinds, { backgroundColor: colors.raised, borderColor: colors.line }]}>
          {KINDS.map((kind) => (
            <Pressable
              key={kind}
              role="button"
              aria-label={t(LOOKS[kind].word)}
              onPress={() => {
                give(kind);
              }}
              style={({ pressed }) => [styles.kind, { opacity: pressed ? 0.6 : 1 }]}
            >
              <Icon name={kind} size={28} color={isOver ? LOOKS[kind].color : colors.ink} />
            </Pressable>
          ))}
        </View>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  box: { width: TARGET, zIndex: 2 },
  heart: { width: TARGET, minHeight: TARGET, borderRadius: 22, alignItems: "center", justifyContent: "center", userSelect: "none" },
  total: { lineHeight: 14, marginTop: -2 },
  kinds: {
    position: "absolute",
    right: 0,
    bottom: TARGET,
    marginBottom: space.xs,
    flexDirection: "row",
    borderRadius: radius.pill,
    borderWidth: 1,
    padding: space.xs,
  },
  kind: { width: TARGET, height: TARGET, alignItems: "center", justifyContent: "center" },
});
