import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useChangeRules, useChatRules } from "#/api/queries/moderation";
import { Button, ErrorState, IconButton, Text } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { Waiting } from "#/features/login/SignedIn";
import { readWords, withWords, withoutWord, type Blocked } from "#/features/studio/chat/words";
import { Chips } from "#/features/studio/orders/Chips";
import { useI18n } from "#/i18n/context";
import { LOCALES, NAMES, type Locale } from "#/i18n/locales";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

/** As many as a message to us may hold. */
const MOST = 1000;

/** Messages with one of these are refused. The language only keeps the lists apart. */
export function WordsPart({ shopId }: { shopId: string }) {
  const { t, locale, count } = useI18n();
  const { colors } = useTheme();
  const query = useChatRules(shopId);
  const change = useChangeRules(shopId);
  const [language, setLanguage] = useState<Locale>(locale);
  const [text, setText] = useState("");
  if (!query.data) return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <Waiting rows={2} />;
  const { blocked } = query.data;
  const words = blocked[language] ?? [];
  const typed = readWords(text);
  const set = (how: (now: Blocked) => Blocked, onDone?: () => void) => {
    change.mutate({ key: newKey(), change: (now) => ({ blocked: how(now.blocked) }) }, { onSuccess: onDone });
  };
  return (
    <View style={styles.part}>
      <Text size="s" tone="quiet">
        {t("desk.wordsHint")}
      </Text>
      <Chips
        label={t("desk.language")}
        value={language}
        options={LOCALES.map((one) => {
          const some = blocked[one]?.length ?? 0;
          return { value: one, text: some > 0 ? `${NAMES[one]} ${count(some)}` : NAMES[one] };
        })}
        onChange={setLanguage}
        wraps
      />
      <View style={styles.add}>
        <View style={styles.field}>
          <Field label={t("desk.newWord")} hint={t("desk.newWordHint")} value={text} onChange={setText} maxLength={MOST} enterKeyHint="done" />
        </View>
        <Button
          kind="quiet"
          title={t("desk.addWord")}
          disabled={typed.length === 0}
          busy={change.isPending}
          onPress={() => {
            set((now) => withWords(now, language, typed), () => {
              setText("");
            });
          }}
          style={styles.button}
        />
      </View>
      {change.isError ? <ErrorNotice error={change.error} /> : null}
      {words.length === 0 ? <Text tone="quiet">{t("desk.noWords")}</Text> : null}
      <View role="list" aria-label={t("desk.words")} style={styles.words}>
        {words.map((word) => (
          <View key={word} role="listitem" style={[styles.word, { backgroundColor: colors.raised }]}>
            <Text numberOfLines={1} style={styles.text}>
              {word}
            </Text>
            <IconButton
              icon="close"
              label={t("desk.removeWord", { word })}
              disabled={change.isPending}
              onPress={() => {
                set((now) => withoutWord(now, language, word));
              }}
            />
          </View>
        ))}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  part: { gap: space.m },
  add: { flexDirection: "row", alignItems: "flex-start", gap: space.s },
  field: { flex: 1, minWidth: 0 },
  // beside the input, which has its label above
  button: { marginTop: 25 },
  words: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
  word: { flexDirection: "row", alignItems: "center", borderRadius: radius.pill, paddingLeft: space.l, maxWidth: "100%" },
  text: { flexShrink: 1 },
});
