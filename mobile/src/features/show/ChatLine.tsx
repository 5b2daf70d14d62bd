import { memo } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { messageOf } from "#/i18n/reasons";
import { ApiError } from "#/api/errors";
import type { ChatMessage, Line, Mine } from "#/realtime/store";
import { radius, scrim, space } from "#/theme/tokens";

type Look = { isOver: boolean };

/** One line of the chat. Lines never change: memoised by what they hold. */
export const ChatLine = memo(function ChatLine({
  line,
  isMine,
  isOver,
  onOpen,
}: Look & { line: Line; isMine: boolean; onOpen: ((line: ChatMessage) => void) | undefined }) {
  const { t } = useI18n();
  if (line.kind === "chat") {
    const look = [styles.line, isOver && styles.over, isOver && isMine && styles.mine];
    const words = (
      <Text size="s" tone={isOver ? "scrimInk" : "ink"}>
        <Text size="s" weight="medium" tone={isMine ? "lantern" : isOver ? "scrimQuiet" : "quiet"}>
          {line.name}
          {"  "}
        </Text>
        {line.text}
      </Text>
    );
    if (!onOpen) return <View style={look}>{words}</View>;
    return (
      <Pressable
        role="button"
        onPress={() => {
          onOpen(line);
        }}
        style={[look, styles.opens]}
      >
        {words}
      </Pressable>
    );
  }
  const text =
    line.kind === "gap"
      ? t("chat.gap")
      : line.kind === "wentLive"
        ? t("chat.wentLive")
        : line.kind === "pinned"
          ? t("chat.nowPinned", { title: line.title })
          : t("chat.soldOut", { title: line.title });
  return (
    <View style={[styles.line, isOver && styles.over]}>
      <Text size="s" tone={line.kind === "gap" ? "amber" : "jade"}>
        {text}
      </Text>
    </View>
  );
});

/** A line of one's own that the room does not show yet. */
export function MyLine({ mine, name, isOver, onAgain }: Look & { mine: Mine; name: string; onAgain: () => void }) {
  const i18n = useI18n();
  const hasFailed = mine.state === "failed";
  return (
    <Pressable
      disabled={!hasFailed}
      role={hasFailed ? "button" : undefined}
      onPress={onAgain}
      style={[styles.line, isOver && styles.over, isOver && styles.mine, { opacity: hasFailed ? 1 : 0.7 }]}
    >
      <Text size="s" tone={isOver ? "scrimInk" : "ink"}>
        <Text size="s" weight="medium" tone="lantern">
          {name}
          {"  "}
        </Text>
        {mine.text}
      </Text>
      {hasFailed ? (
        <Text size="xs" tone="amber">
          {messageOf(new ApiError({ reason: mine.reason }), i18n)} {i18n.t("chat.notSent")}
        </Text>
      ) : null}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  line: { paddingVertical: 2, alignSelf: "flex-start", maxWidth: "100%" },
  over: {
    backgroundColor: scrim.soft,
    borderRadius: radius.s,
    paddingHorizontal: space.s,
    marginBottom: space.xs,
    maxWidth: "88%",
  },
  // high enough for a thumb, low enough that the talk can still be followed
  opens: { minHeight: 32, justifyContent: "center" },
  // her name is in lantern: that needs the darker ground
  mine: { backgroundColor: scrim.hard },
});
