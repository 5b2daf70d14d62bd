import { useState, type Ref } from "react";
import { Pressable, StyleSheet, TextInput, View } from "react-native";
import { IconButton, Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { LINE, TARGET, radius, scrim, space } from "#/theme/tokens";

const MOST = 300;

type Props = {
  isGuest: boolean;
  isOver: boolean;
  onSay: (text: string) => void;
  onSignIn: () => void;
  ref?: Ref<TextInput>;
};

/** Guests see the same place; touching it opens the log-in. */
export function ChatInput({ isGuest, isOver, onSay, onSignIn, ref }: Props) {
  const { t } = useI18n();
  const { colors, font } = useTheme();
  const [text, setText] = useState("");
  const [hasFocus, setFocus] = useState(false);
  const ground = { backgroundColor: isOver ? scrim.hard : colors.raised, borderColor: colors.line };
  const words = text.trim();

  if (isGuest) {
    return (
      <Pressable role="button" aria-label={`${t("chat.placeholder")} ${t("chat.signInToTalk")}`} onPress={onSignIn} style={[styles.box, ground]}>
        <Text size="s" tone={isOver ? "scrimQuiet" : "quiet"} numberOfLines={1} style={styles.hint}>
          {t("chat.placeholder")}
        </Text>
      </Pressable>
    );
  }
  const send = () => {
    if (words === "") return;
    onSay(words);
    setText("");
  };
  return (
    <View style={[styles.box, ground, hasFocus && { borderColor: colors.lantern }]}>
      <TextInput
        ref={ref}
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
      {words !== "" ? <IconButton icon="send" label={t("chat.send")} onPress={send} /> : null}
    </View>
  );
}

const styles = StyleSheet.create({
  box: {
    flex: 1,
    minWidth: 0,
    minHeight: TARGET,
    borderRadius: radius.pill,
    borderWidth: 1,
    flexDirection: "row",
    alignItems: "center",
  },
  hint: { paddingHorizontal: space.l, flex: 1 },
  input: { flex: 1, minWidth: 0, minHeight: TARGET, paddingHorizontal: space.l, outlineWidth: 0 },
});
