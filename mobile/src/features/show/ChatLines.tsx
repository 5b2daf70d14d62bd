import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { StyleSheet, View } from "react-native";
import { useModerates, useMyShops } from "#/api/queries/shops";
import type { Show } from "#/api/types";
import { Button, ScreenBoundary, Text } from "#/components";
import { MyLine } from "#/features/show/ChatLine";
import { SlowNote } from "#/features/show/ChatNotes";
import { ChatList } from "#/features/show/ChatList";
import type { ChatListHandle, LineActs } from "#/features/show/chat-list";
import { ModeratorDesk, preloadStudio } from "#/features/studio/lazy";
import { MoreWords, useI18n } from "#/i18n/context";
import { useOlderTalk } from "#/features/show/useOlderTalk";
import { readable, type ChatMessage, type Mine, type Room } from "#/realtime/store";
import { useTalk, type RoomStore } from "#/realtime/useRoom";
import { useTheme } from "#/theme/context";
import { radius, scrim, space } from "#/theme/tokens";

type Props = {
  show: Show;
  store: RoomStore;
  userId: string;
  userName: string;
  isStaff: boolean;
  onSay: (text: string, again?: Mine) => void;
  /** Over the picture, or on the page. */
  isOver: boolean;
};

/** So long the line that was looked for stands out. */
const MARKED_MS = 2500;

const answerIn = (store: RoomStore) => (line: ChatMessage) => {
  const { id, userId, name, text } = line;
  store.change((room) => ({ ...room, answering: { id, userId, name, text } }));
};

type Read = Pick<Room, "lines" | "total">;

/**
 * Newest at the bottom. Scrolled up, the list stays as it was left, and only counts what is new:
 * nothing moves under the eye until she returns to the end.
 */
export function ChatLines({ show, store, userId, userName, isStaff, onSay, isOver }: Props) {
  const { t } = useI18n();
  const { isLargeText } = useTheme();
  const talk = useTalk(store);
  const list = useRef<ChatListHandle | null>(null);
  const [read, setRead] = useState<Read | null>(null);
  const unread = read === null ? 0 : talk.total - read.total;
  const said = talk.mine.length;
  const held = read?.lines ?? talk.lines;
  // What is taken away goes under the reader's eye, too.
  const { older, ...before } = useOlderTalk(show.show_id, held, talk.deletions);
  const lines = useMemo(() => readable([...older, ...held], talk.deletions), [older, held, talk.deletions]);

  const moderates = useModerates(show.shop_id);
  // What a press on a line does must not change under the finger: until it is known who she is, nothing.
  const isUnknown = useMyShops().isPending;
  const [opened, setOpened] = useState<{ line: ChatMessage; isOpen: boolean } | null>(null);
  const open = useCallback((line: ChatMessage) => {
    setOpened({ line, isOpen: true });
  }, []);
  useEffect(() => {
    if (moderates) preloadStudio();
  }, [moderates]);

  const [markedId, setMarked] = useState("");
  useEffect(() => {
    if (markedId === "") return;
    const timer = setTimeout(setMarked, MARKED_MS, "");
    return () => {
      clearTimeout(timer);
    };
  }, [markedId]);
  const isGuest = userId === "";
  const acts = useMemo(
    (): LineActs => ({
      onQuote: (id) => {
        setMarked(id);
        list.current?.toLine(id);
      },
      ...(moderates ? { onOpen: open } : null),
      ...(isGuest || isUnknown ? null : { onAnswer: answerIn(store) }),
    }),
    [moderates, isGuest, isUnknown, open, store],
  );

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
        key={`${String(isLargeText)}-${String(isGuest)}`} // lines are of another height
        ref={list}
        label={t("chat.title")}
        lines={lines}
        userId={userId}
        isOver={isOver}
        acts={acts}
        markedId={markedId}
        onAtEnd={(isAtEnd) => {
          setRead(isAtEnd ? null : store.read());
        }}
        onAtTop={before.more}
        head={
          before.isLoading || before.isWhole ? (
            <View style={[styles.begins, isOver && styles.over]}>
              <Text size="xs" tone={isOver ? "scrimQuiet" : "quiet"}>
                {t(before.isLoading ? "chat.olderLoading" : "chat.begins")}
              </Text>
            </View>
          ) : null
        }
        tail={talk.mine.map((mine) => (
          <MyLine
            key={mine.clientId}
            mine={mine}
            name={userName}
            isOver={isOver}
            onAgain={() => {
              onSay(mine.text, mine);
            }}
            onRewrite={() => {
              store.change((room) => ({
                ...room,
                mine: room.mine.filter((one) => one !== mine),
                answering: mine.quote,
                rewriting: { text: mine.text },
              }));
            }}
          />
        ))}
      />
      {userId && !isStaff ? <SlowNote store={store} isOver={isOver} /> : null}
      {moderates && opened ? (
        <ScreenBoundary>
          <MoreWords of="studio" meanwhile={null}>
            <Suspense fallback={null}>
              <ModeratorDesk
                showId={show.show_id}
                store={store}
                userId={userId}
                {...opened}
                isOver={isOver}
                onAnswer={answerIn(store)}
                onClose={() => {
                  setOpened({ ...opened, isOpen: false });
                }}
              />
            </Suspense>
          </MoreWords>
        </ScreenBoundary>
      ) : null}
      {unread > 0 ? (
        <Button kind="quiet" title={t("chat.newBelow", { count: unread })} onPress={toEnd} style={styles.new} />
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  box: { flex: 1, minHeight: 0, paddingBottom: space.xs },
  begins: { alignSelf: "center", paddingVertical: space.xs },
  // below what fades
  over: { marginTop: 64, marginBottom: space.xs, paddingHorizontal: space.s, borderRadius: radius.s, backgroundColor: scrim.soft },
  new: { position: "absolute", bottom: space.s, alignSelf: "center" },
});
