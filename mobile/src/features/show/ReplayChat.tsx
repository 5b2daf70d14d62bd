import { useRef, useState, type RefObject } from "react";
import { StyleSheet, View } from "react-native";
import { Button, Text } from "#/components";
import { ChatList } from "#/features/show/ChatList";
import type { ChatListHandle, LineActs } from "#/features/show/chat-list";
import type { PlayerHandle } from "#/features/show/player";
import type { Timed } from "#/features/show/replay-talk";
import { useReplayTalk } from "#/features/show/useReplayTalk";
import { useI18n } from "#/i18n/context";
import type { RoomStore } from "#/realtime/useRoom";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = {
  showId: string;
  userId: string;
  player: RefObject<PlayerHandle | null>;
  store: RoomStore;
  /** Among other things on a page: a card of that height. Else it fills what is there. */
  height?: number;
};

const READING: LineActs = { onQuote: () => undefined };

/** What was said when the picture was taken: a line appears as the picture reaches it, and seeking takes the talk along. */
export function ReplayChat({ showId, userId, player, store, height }: Props) {
  const { t } = useI18n();
  const { colors, isLargeText } = useTheme();
  const talk = useReplayTalk(showId, player, store);
  const list = useRef<ChatListHandle | null>(null);
  /** As it was when she scrolled up. */
  const [read, setRead] = useState<readonly Timed[] | null>(null);
  const held = heldOf(read, talk.lines);
  const unread = talk.lines.length - held.length;
  const note =
    talk.state === "failed" ? null : talk.state === "loading" ? "chat.replayLoading" : talk.isEmpty ? "chat.replayEmpty" : talk.lines.length === 0 ? "chat.replayQuiet" : null;

  return (
    <View
      style={height ? [styles.card, { backgroundColor: colors.surface, height: talk.isEmpty ? undefined : height }] : styles.box}
      aria-busy={talk.state === "loading"}
    >
      {note ? (
        <Text size="s" tone="quiet">
          {t(note)}
        </Text>
      ) : null}
      {talk.state === "failed" ? (
        <View style={styles.failed}>
          <Text size="s" tone="quiet">
            {t("chat.replayFailed")}
          </Text>
          <Button kind="quiet" title={t("common.tryAgain")} onPress={talk.retry} />
        </View>
      ) : null}
      {talk.isEmpty ? null : <ChatList
        key={String(isLargeText)} // lines are of another height
        ref={list}
        label={t("chat.title")}
        lines={held}
        userId={userId}
        isOver={false}
        acts={READING}
        markedId=""
        onAtTop={talk.back}
        onAtEnd={(isAtEnd) => {
          setRead(isAtEnd ? null : talk.lines);
        }}
        tail={null}
      />}
      {unread > 0 ? (
        <Button
          kind="quiet"
          title={t("chat.newBelow", { count: unread })}
          style={styles.new}
          onPress={() => {
            setRead(null);
            list.current?.toEnd();
          }}
        />
      ) : null}
    </View>
  );
}

/** Scrolled up, the list ends where it ended; older lines still come in front, and another place shows its own lines. */
function heldOf(read: readonly Timed[] | null, lines: readonly Timed[]): readonly Timed[] {
  const last = read?.at(-1);
  if (last === undefined) return lines;
  const end = lines.findIndex((line) => line.id === last.id);
  return end < 0 ? lines : lines.slice(0, end + 1);
}

const styles = StyleSheet.create({
  box: { flex: 1, minHeight: 0, paddingBottom: space.xs },
  card: { borderRadius: radius.m, padding: space.m },
  failed: { alignItems: "flex-start", gap: space.s },
  new: { position: "absolute", bottom: space.s, alignSelf: "center" },
});
