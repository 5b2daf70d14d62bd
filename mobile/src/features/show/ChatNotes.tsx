import { StyleSheet, View } from "react-native";
import { IconButton, Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { useOf, type RoomStore } from "#/realtime/useRoom";
import { useTheme } from "#/theme/context";
import { radius, scrim, space } from "#/theme/tokens";

type Props = { store: RoomStore; isOver: boolean };

/** What a moderator holds above the talk. */
export function PinnedLine({ store, isOver }: Props) {
  const { t } = useI18n();
  const line = useOf(store, (room) => room.pinnedLine);
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

/** How often she may write. Why she may not write at all stands where she would. */
export function SlowNote({ store, isOver }: Props) {
  const { t } = useI18n();
  // where nobody may write, it does not matter how often
  const slowModeS = useOf(store, (room) => (room.isMembersOnly ? 0 : room.slowModeS));
  if (slowModeS === 0) return null;
  return (
    <View role="status" style={[styles.note, isOver && styles.over]}>
      <Text size="s" tone={isOver ? "scrimInk" : "ink"} tabular>
        {t("chat.slowMode", { count: slowModeS })}
      </Text>
    </View>
  );
}

/** The line that she is answering, above where she writes, with the way out. */
export function Answering({ store, isOver }: Props) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const line = useOf(store, (room) => room.answering);
  if (line === null) return null;
  return (
    <View style={[styles.answering, { borderColor: colors.lantern, backgroundColor: isOver ? scrim.hard : colors.raised }]}>
      <View style={styles.grow}>
        <Text size="xs" weight="medium" tone={isOver ? "scrimQuiet" : "quiet"} numberOfLines={1}>
          {t("chat.answering", { name: line.name })}
        </Text>
        <Text size="s" tone={isOver ? "scrimInk" : "ink"} numberOfLines={1}>
          {line.text}
        </Text>
      </View>
      <IconButton
        icon="close"
        label={t("chat.notAnswering")}
        onPress={() => {
          store.change((room) => ({ ...room, answering: null }));
        }}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  note: { paddingVertical: space.xs, alignSelf: "flex-start", maxWidth: "100%" },
  over: { backgroundColor: scrim.hard, borderRadius: radius.s, paddingHorizontal: space.s, marginBottom: space.xs },
  answering: { flexDirection: "row", alignItems: "center", gap: space.s, paddingLeft: space.m, borderLeftWidth: 3, borderRadius: radius.s },
  grow: { flex: 1, minWidth: 0, paddingVertical: space.xs },
});
