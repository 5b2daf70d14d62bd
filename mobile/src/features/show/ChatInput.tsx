import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { Pressable, StyleSheet, TextInput, View } from "react-native";
import { IconButton, Text } from "#/components";
import { useSpeaking } from "#/features/show/useSpeaking";
import { useI18n } from "#/i18n/context";
import { formatCountdown } from "#/i18n/format";
import { useOf, type RoomStore } from "#/realtime/useRoom";
import type { Speaking } from "#/realtime/speaking";
import { useTheme } from "#/theme/context";
import { LINE, TARGET, scrim, space } from "#/theme/tokens";

const MOST = 300;

type Props = {
  store: RoomStore;
  userId: string;
  isGuest: boolean;
  /** Works for the shop: its rules do not hold her up. */
  isStaff: boolean;
  isOver: boolean;
  onSay: (text: string) => void;
  onSignIn: () => void;
  /** She writes: the room beside is hers. */
  onWriting?: (isWriting: boolean) => void;
  ref?: Ref<TextInput>;
};

/** Guests see the same place; touching it opens the log-in. Who may not write reads why, in the same place. */
export function ChatInput({ store, userId, isGuest, isStaff, isOver, onSay, onSignIn, onWriting, ref }: Props) {
  const { t } = useI18n();
  const { colors, font } = useTheme();
  const [text, setText] = useState("");
  const [hasFocus, setFocus] = useState(false);
  const input = useRef<TextInput | null>(null);
  useImperativeHandle(ref, () => input.current as TextInput);
  const speaking = useSpeaking(store, userId, isStaff);
  const answering = useOf(store, (room) => room.answering);
  const rewriting = useOf(store, (room) => room.rewriting);
  const ground = { backgroundColor: isOver ? scrim.hard : colors.raised, borderColor: colors.line };
  const words = text.trim();

  const [taken, setTaken] = useState(rewriting);
  if (rewriting !== taken) {
    setTaken(rewriting);
    if (rewriting) setText(rewriting.text);
  }
  useEffect(() => {
    if (answering || rewriting) input.current?.focus();
  }, [answering, rewriting]);

  const stop = useStop(speaking);
  const isWriting = !isGuest && stop === null && (hasFocus || words !== "" || answering !== null);
  useEffect(() => {
    onWriting?.(isWriting);
  }, [isWriting, onWriting]);

  if (stop !== null) {
    return (
      <View role={speaking.kind === "muted" ? "timer" : "status"} style={[styles.box, styles.stop, ground]}>
        <Text size="s" tone={isOver ? "scrimQuiet" : "quiet"} tabular>
          {stop}
        </Text>
      </View>
    );
  }
  if (isGuest) {
    return (
      <Pressable role="button" aria-label={`${t("chat.placeholder")} ${t("chat.signInToTalk")}`} onPress={onSignIn} style={[styles.box, ground]}>
        <Text size="s" tone={isOver ? "scrimQuiet" : "quiet"} numberOfLines={1} style={styles.hint}>
          {t("chat.placeholder")}
        </Text>
      </Pressable>
    );
  }
  const isWaiting = speaking.kind === "slow";
  const send = () => {
    if (words === "" || isWaiting) return;
    onSay(words);
    setText("");
  };
  return (
    <View style={[styles.box, ground, hasFocus && { borderColor: colors.lantern }]}>
      <TextInput
        ref={input}
        value={text}
        onChangeText={setText}
        onSubmitEditing={send}
        onFocus={() => {
          setFocus(true);
        }}
        onBlur={() => {
          setFocus(false);
        }}
        submitBehavior="submit"
        returnKeyType="send"
        enterKeyHint="send"
        maxLength={MOST}
        aria-label={t("chat.placeholder")}
        placeholder={t("chat.placeholder")}
        placeholderTextColor={isOver ? scrim.quiet : colors.quiet}
        // 16 px or iPhones zoom in when it is touched.
        style={[
          styles.input,
          { color: isOver ? scrim.ink : colors.ink, fontSize: font("m"), lineHeight: Math.round(font("m") * LINE) },
        ]}
      />
      {isWaiting ? (
        <View role="timer" aria-label={t("chat.slowLeft", { count: speaking.leftS })} style={styles.wait}>
          <Text size="s" weight="medium" tone={isOver ? "scrimQuiet" : "quiet"} tabular>
            {String(speaking.leftS)}
          </Text>
        </View>
      ) : words !== "" ? (
        <IconButton icon="send" label={t("chat.send")} onPress={send} />
      ) : null}
    </View>
  );
}

/** The sentence that stands where she would write; null when she may. */
function useStop({ kind, leftS }: Speaking): string | null {
  const { t } = useI18n();
  switch (kind) {
    case "banned":
      return t("errors.chatBanned");
    case "members":
      return t("errors.chatMembers");
    case "muted":
      return t("chat.mutedFor", { time: formatCountdown(leftS * 1000) });
    default:
      return null;
  }
}

const styles = StyleSheet.create({
  box: {
    flex: 1,
    minWidth: 0,
    minHeight: TARGET,
    borderRadius: 22,
    borderWidth: 1,
    flexDirection: "row",
    alignItems: "center",
  },
  stop: { paddingHorizontal: space.l, paddingVertical: space.s },
  hint: { paddingHorizontal: space.l, flex: 1 },
  input: { flex: 1, minWidth: 0, minHeight: TARGET, paddingHorizontal: space.l, outlineWidth: 0 },
  wait: { width: TARGET, height: TARGET, alignItems: "center", justifyContent: "center" },
});
