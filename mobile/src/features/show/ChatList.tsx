import { useImperativeHandle, useMemo, useRef } from "react";
import { FlatList, type NativeScrollEvent, type NativeSyntheticEvent } from "react-native";
import { ChatLine } from "#/features/show/ChatLine";
import { NEAR_END, type ChatListProps } from "#/features/show/chat-list";
import type { Line } from "#/realtime/store";

/** Phones: React Native's own list, hung from its end. */
export function ChatList({ lines, userId, label, isOver, acts, markedId, head, onAtTop, tail, onAtEnd, ref }: ChatListProps) {
  const list = useRef<FlatList<Line>>(null);
  const isAtEnd = useRef(true);
  const newestFirst = useMemo(() => [...lines].reverse(), [lines]);
  useImperativeHandle(ref, () => ({
    toEnd: () => {
      list.current?.scrollToOffset({ offset: 0, animated: false });
    },
    toLine: (id) => {
      const index = newestFirst.findIndex((line) => line.id === id);
      list.current?.scrollToIndex({ index: index < 0 ? newestFirst.length - 1 : index, viewPosition: 0.5, animated: false });
    },
  }));
  const moved = ({ nativeEvent }: NativeSyntheticEvent<NativeScrollEvent>) => {
    const isNow = nativeEvent.contentOffset.y < NEAR_END;
    if (isNow === isAtEnd.current) return;
    isAtEnd.current = isNow;
    onAtEnd(isNow);
  };
  return (
    <FlatList
      ref={list}
      inverted
      role="log"
      aria-label={label}
      data={newestFirst}
      extraData={markedId}
      onScrollToIndexFailed={({ index, averageItemLength }) => {
        list.current?.scrollToOffset({ offset: index * averageItemLength, animated: false });
      }}
      keyExtractor={(line) => line.id}
      renderItem={({ item }) => (
        <ChatLine
          line={item}
          isOver={isOver}
          acts={acts}
          isMarked={item.id === markedId}
          isMine={item.kind === "chat" && item.userId === userId}
        />
      )}
      ListHeaderComponent={<>{tail}</>}
      ListFooterComponent={<>{head}</>}
      nestedScrollEnabled
      onEndReached={onAtTop}
      showsVerticalScrollIndicator={!isOver}
      scrollEventThrottle={100}
      onScroll={moved}
    />
  );
}
