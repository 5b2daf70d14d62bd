import { useEffect, useRef, type ReactNode } from "react";
import { Platform, StyleSheet, View } from "react-native";
import { Text } from "#/components/Text";
import { useI18n } from "#/i18n/context";
import { messageOf, reasonOf } from "#/i18n/reasons";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = {
  text: string;
  tone?: Tone;
  code?: string;
  /** Brought into sight when it appears: something she just did needs this decision. */
  isShown?: boolean;
  children?: ReactNode;
};
type Tone = "amber" | "signal" | "jade";

/** Something to know, beside what it concerns. It stays until it is no longer true. */
export function Notice({ text, tone = "amber", code, isShown = false, children }: Props) {
  const { colors } = useTheme();
  const i18n = useI18n();
  const box = useRef<View>(null);
  useEffect(() => {
    if (!isShown || Platform.OS !== "web") return;
    (box.current as unknown as HTMLElement | null)?.scrollIntoView({ block: "center" });
  }, [isShown]);
  return (
    <View
      ref={box}
      role={tone === "signal" ? "alert" : "status"}
      style={[styles.box, { backgroundColor: colors.raised, borderColor: colors[tone] }]}
    >
      <Text size="s" tone={tone}>
        {text}
      </Text>
      {children}
      {code ? (
        <Text size="xs" tone="quiet">
          {i18n.t("common.reasonCode", { code })}
        </Text>
      ) : null}
    </View>
  );
}

/** A refusal in its place: the sentence, and the code small beneath. */
export function ErrorNotice({ error, children }: { error: unknown; children?: ReactNode }) {
  const i18n = useI18n();
  return (
    <Notice tone="signal" text={messageOf(error, i18n)} code={reasonOf(error)}>
      {children}
    </Notice>
  );
}

const styles = StyleSheet.create({
  box: { borderLeftWidth: 3, borderRadius: radius.s, padding: space.m, gap: space.s },
});
