import { useCallback, useEffect, useRef, useState } from "react";
import { ScrollView, StyleSheet, View, type NativeScrollEvent, type NativeSyntheticEvent } from "react-native";
import { Button, Text } from "#/components";
import { ChatLine, MyLine } from "#/features/show/ChatLine";
import { useI18n } from "#/i18n/context";
import type { Room } from "#/realtime/store";
import { space } from "#/theme/tokens";

type Props = {
  room: Room;
  userId: string;
  userName: string;
  onAgain: (text: string, clientId: string) => void;
  /** Over the picture, or on the page. */
  isOver: boolean;
};

const NEAR_END = 40;

/** Newest at the bottom; it stays there until one scrolls up, and then counts what is new. */
export function ChatLines({ room, userId, userName, onAgain, isOver }: Props) {
  const { t } = useI18n();
  const list = useRef<ScrollView | null>(null);
  const isAtEnd = useRef(true);
  const [readTotal, setReadTotal] = useState<number | null>(null);
  const unread = readTotal === null ? 0 : room.total - readTotal;
  const { total } = room;

  const toEnd = useCallback(() => {
    isAtEnd.current = true;
    setReadTotal(null);
    list.current?.scrollToEnd({ animated: false });
  }, []);

  const moved = (event: NativeSyntheticEvent<NativeScrollEvent>) => {
    const { contentOffset, contentSize, layoutMeasurement } = event.nativeEvent;
    const isNow = contentSize.height - contentOffset.y - layoutMeasurement.height < NEAR_END;
    if (isNow === isAtEnd.current) return;
    isAtEnd.current = isNow;
    setReadTotal(isNow ? null : total);
  };

  // One's own line is always shown.
  const said = room.mine.length;
  useEffect(() => {
    if (said > 0) list.current?.scrollToEnd({ animated: false });
  }, [said]);

  return (
    <View style={styles.box}>
      <ScrollView
        ref={list}
        role="log"
        aria-label={t("chat.title")}
        showsVerticalScrollIndicator={!isOver}
        scrollEventThrottle={100}
        onScroll={moved}
        onContentSizeChange={() => {
          if (isAtEnd.current) list.current?.scrollToEnd({ animated: false });
        }}
        onLayout={() => {
          if (isAtEnd.current) list.current?.scrollToEnd({ animated: false });
        }}
        contentContainerStyle={styles.content}
      >
        {room.lines.length === 0 && room.mine.length === 0 && !isOver ? (
          <Text size="s" tone="quiet">
            {room.connection === "open" ? t("chat.empty") : t("chat.connecting")}
          </Text>
        ) : null}
        {room.lines.map((line) => (
          <ChatLine
            key={line.id}
            line={line}
            isOver={isOver}
            isMine={line.kind === "chat" && line.userId === userId}
          />
        ))}
        {room.mine.map((mine) => (
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
      </ScrollView>
      {unread > 0 ? (
        <Button kind="quiet" title={t("chat.newBelow", { count: unread })} onPress={toEnd} style={styles.new} />
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  box: { flex: 1, minHeight: 0 },
  content: { flexGrow: 1, justifyContent: "flex-end", paddingBottom: space.xs },
  new: { position: "absolute", bottom: space.s, alignSelf: "center" },
});
