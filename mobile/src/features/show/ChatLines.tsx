import { useEffect, useMemo, useRef, useState } from "react";
import { StyleSheet, View } from "react-native";
import { Button, Text } from "#/components";
import { MyLine } from "#/features/show/ChatLine";
import { SpeakNote } from "#/features/show/ChatNotes";
import { ChatList } from "#/features/show/ChatList";
import type { ChatListHandle } from "#/features/show/chat-list";
import { useI18n } from "#/i18n/context";
import { readable, type Room } from "#/realtime/store";
import { useTalk, type RoomStore } from "#/realtime/useRoom";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

type Props = {
  store: RoomStore;
  userId: string;
  userName: string;
  onAgain: (text: string, clientId: string) => void;
  /** Over the picture, or on the page. */
  isOver: boolean;
};

type Read = Pick<Room, "lines" | "total">;

/**
 * Newest at the bottom. Scrolled up, the list stays as it was left, and only counts what is new:
 * nothing moves under the eye until she returns to the end.
 */
export function ChatLines({ store, userId, userName, onAgain, isOver }: Props) {
  const { t } = useI18n();
  const { isLargeText } = useTheme();
  const talk = useTalk(store);
  const list = useRef<ChatListHandle | null>(null);
  const [read, setRead] = useState<Read | null>(null);
  const unread = read === null ? 0 : talk.total - read.total;
  const said = talk.mine.length;
  const held = read?.lines ?? talk.lines;
  // What is taken away goes under the reader's eye, too.
  const lines = useMemo(() => readable(held, talk.deletions), [held, talk.deletions]);

  const toEnd = () => {
    setRead(null);
    list.current?.toEnd();
  };

  // One's own line is always shown.
  const [shownSaid, setShownSaid] = useState(0);
  if (said !== shownSaid) {
    setShownSaid(said);
    if (said > shownSaid) setRead(null);
  }
  useEffect(() => {
    if (said > 0) list.current?.toEnd();
  }, [said]);

  return (
    <View style={styles.box}>
      {lines.length === 0 && said === 0 && !isOver ? (
        <Text size="s" tone="quiet">
          {talk.connection === "open" ? t("chat.empty") : t("chat.connecting")}
        </Text>
      ) : null}
      <ChatList
        key={String(isLargeText)}
        ref={list}
        label={t("chat.title")}
        lines={lines}
        userId={userId}
        isOver={isOver}
        onAtEnd={(isAtEnd) => {
          setRead(isAtEnd ? null : store.read());
        }}
        tail={talk.mine.map((mine) => (
          <MyLine
            key={mine.clientId}
            mine={mine}
            name={userName}
            isOver={isOver}
            onAgain={() => {
              onAgain(mine.text, mine.clientId);
            }}
          />
        ))}
      />
      {userId ? <SpeakNote room={talk} userId={userId} isOver={isOver} /> : null}
      {unread > 0 ? (
        <Button kind="quiet" title={t("chat.newBelow", { count: unread })} onPress={toEnd} style={styles.new} />
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  box: { flex: 1, minHeight: 0, paddingBottom: space.xs },
  new: { position: "absolute", bottom: space.s, alignSelf: "center" },
});
