import { useSyncExternalStore } from "react";
import { StyleSheet, View } from "react-native";
import { Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import type { Room, RoomStore } from "#/realtime/store";
import { radius, scrim, space } from "#/theme/tokens";

type Over = { isOver: boolean };

/** What a moderator holds above the talk. */
export function PinnedLine({ store, isOver }: Over & { store: RoomStore }) {
  const { t } = useI18n();
  const read = () => store.read().pinnedLine;
  const line = useSyncExternalStore(store.subscribe, read, read);
  if (line === null) return null;
  return (
    <View style={[styles.note, isOver && styles.over]}>
      <Text size="xs" weight="medium" tone={isOver ? "scrimQuiet" : "quiet"}>
        {t("chat.pinnedBy", { name: line.name })}
      </Text>
      <Text size="s" tone={isOver ? "scrimInk" : "ink"} numberOfLines={3}>
        {line.text}
      </Text>
    </View>
  );
}

/** Why she cannot write now, or only now and then; nothing when she may. */
export function SpeakNote({ room, userId, isOver }: Over & { room: Room; userId: string }) {
  const { t } = useI18n();
  const sanction = room.sanctions[userId];
  const isMuted = sanction?.state === "muted";
  const now = useNow(1000, isMuted);
  const left = isMuted ? Math.ceil((sanction.until - now) / 1000) : 0;
  const text =
    sanction?.state === "banned"
      ? t("errors.chatBanned")
      : left > 0
        ? t("chat.mutedFor", { time: `${String(Math.floor(left / 60))}:${String(left % 60).padStart(2, "0")}` })
        : room.slowModeS > 0
          ? t("chat.slowMode", { count: room.slowModeS })
          : null;
  if (text === null) return null;
  return (
    <View role="timer" style={[styles.note, isOver && styles.over]}>
      <Text size="s" tone={isOver ? "scrimInk" : "ink"} tabular>
        {text}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  note: { paddingVertical: space.xs, alignSelf: "flex-start", maxWidth: "100%" },
  over: { backgroundColor: scrim.hard, borderRadius: radius.s, paddingHorizontal: space.s, marginBottom: space.xs },
});
