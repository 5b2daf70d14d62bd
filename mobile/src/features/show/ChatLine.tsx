import { memo, useRef } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { Icon, Text } from "#/components";
import { answerMark, answerText } from "#/features/claims/words";
import { isMeant, type LineActs } from "#/features/show/chat-list";
import { useI18n } from "#/i18n/context";
import { messageOf } from "#/i18n/reasons";
import { ApiError } from "#/api/errors";
import { needsOtherWords } from "#/realtime/speaking";
import type { ClaimAnswer } from "#/realtime/frames";
import type { Line, Mine, Quote } from "#/realtime/store";
import { useTheme } from "#/theme/context";
import { radius, scrim, space } from "#/theme/tokens";

type Look = { isOver: boolean };

/** One line of the chat. Lines never change: memoised by what they hold. */
export const ChatLine = memo(function ChatLine({
  line,
  isMine,
  isOver,
  isMarked,
  acts: { onOpen, onAnswer, onQuote },
}: Look & { line: Line; isMine: boolean; isMarked: boolean; acts: LineActs }) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const isHeld = useRef(false);
  if (line.kind === "chat") {
    const words = (
      <Text size="s" tone={isOver ? "scrimInk" : "ink"}>
        <Text size="s" weight="medium" tone={isMine ? "lantern" : isOver ? "scrimQuiet" : "quiet"}>
          {line.name}
          {"  "}
        </Text>
        {line.text}
        {line.claim ? <Claimed answer={line.claim} isMine={isMine} isOver={isOver} /> : null}
      </Text>
    );
    const { quote } = line;
    return (
      <View
        style={[
          styles.line,
          isOver && styles.over,
          isOver && isMine && styles.mine,
          isMarked && [styles.marked, { borderColor: colors.lantern }],
        ]}
      >
        {quote ? (
          <Quoted
            quote={quote}
            isOver={isOver}
            onPress={() => {
              onQuote(quote.id);
            }}
          />
        ) : null}
        {onAnswer ? (
          <Pressable
            role="button"
            onPress={(event) => {
              if (onOpen) onOpen(line);
              else if (isMeant(event)) onAnswer(line);
            }}
            onLongPress={() => {
              isHeld.current = true;
            }}
            // only now: while the thumb is there no keyboard may come
            onPressOut={(event) => {
              if (!isHeld.current) return;
              isHeld.current = false;
              event.preventDefault(); // else the browser presses what is under the thumb by then
              onAnswer(line);
            }}
            style={[styles.opens, isOver && styles.held]}
          >
            {words}
          </Pressable>
        ) : (
          words
        )}
      </View>
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

/** What became of the line as a claim; in words where it is hers. */
function Claimed({ answer, isMine, isOver }: Look & { answer: ClaimAnswer; isMine: boolean }) {
  const i18n = useI18n();
  // of a voucher, whose lot has its own id, the card above says more
  const isVoucher = answer.product_id !== "" && answer.product_id === answer.variant_id;
  const mark = isMine && !isVoucher ? answerText(answer, undefined, i18n) : answerMark(answer, i18n);
  if (mark === "") return null;
  return (
    <Text size="xs" weight="medium" tabular tone={answer.outcome === "yours" ? "jade" : isOver ? "scrimQuiet" : "quiet"}>
      {"  "}
      {mark}
    </Text>
  );
}

/** The beginning of the line that is answered, above the answer. */
function Quoted({ quote, isOver, onPress }: Look & { quote: Quote; onPress?: () => void }) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const quiet = isOver ? "scrimQuiet" : "quiet";
  return (
    <Pressable
      role={onPress ? "button" : undefined}
      aria-label={onPress ? `${quote.name} ${quote.text} ${t("chat.toAnswered")}` : undefined}
      disabled={!onPress}
      onPress={onPress}
      style={styles.quote}
    >
      <Icon name="reply" size={14} color={isOver ? scrim.quiet : colors.quiet} />
      <Text size="xs" tone={quiet} numberOfLines={1} style={styles.excerpt}>
        <Text size="xs" weight="medium" tone={quiet}>
          {quote.name}
          {"  "}
        </Text>
        {quote.text}
      </Text>
    </Pressable>
  );
}

type MyLineProps = Look & { mine: Mine; name: string; onAgain: () => void; onRewrite: () => void };

/** A line of one's own that the room does not show yet; refused for its words, they are given back. */
export function MyLine({ mine, name, isOver, onAgain, onRewrite }: MyLineProps) {
  const i18n = useI18n();
  const hasFailed = mine.state === "failed";
  const isForWords = needsOtherWords(mine.reason);
  return (
    <View style={[styles.line, isOver && styles.over, isOver && styles.mine, { opacity: hasFailed ? 1 : 0.7 }]}>
      {mine.quote ? <Quoted quote={mine.quote} isOver={isOver} /> : null}
      <Pressable
        disabled={!hasFailed}
        role={hasFailed ? "button" : undefined}
        onPress={isForWords ? onRewrite : onAgain}
        style={hasFailed && styles.again}
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
            {messageOf(new ApiError({ reason: mine.reason }), i18n)} {i18n.t(isForWords ? "chat.rewrite" : "chat.notSent")}
          </Text>
        ) : null}
      </Pressable>
    </View>
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
  // the thumb that stays on a line answers it, and selects no text
  held: { userSelect: "none" },
  again: { minHeight: 44, justifyContent: "center" },
  quote: { minHeight: 24, flexDirection: "row", alignItems: "center", gap: space.xs, maxWidth: "100%" },
  excerpt: { flexShrink: 1 },
  marked: { borderLeftWidth: 3, paddingLeft: space.s, backgroundColor: scrim.hard },
  // her name is in lantern: that needs the darker ground
  mine: { backgroundColor: scrim.hard },
});
