import { useRouter } from "expo-router";
import { useEffect, type ReactNode } from "react";
import { Platform, ScrollView, StyleSheet, View } from "react-native";
import { useSafeAreaInsets } from "react-native-safe-area-context";
import { IconButton } from "#/components/IconButton";
import { Text } from "#/components/Text";
import { useI18n } from "#/i18n/context";
import { usePageTitle } from "#/lib/page-title";
import { useKeyboardInset } from "#/lib/viewport";
import { useWays } from "#/lib/ways";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

type Props = {
  title: string;
  /** Where the arrow leads when this page was opened by its link. */
  up?: string;
  /** Stays in sight under the content: the total and the one button. */
  footer?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  /** How wide the column may get: tables want more than text. */
  width?: number;
  children: ReactNode;
};

/** One column under a head with its way back; over a show, the inside of a sheet. */
export function Page({ title, up = "/", footer, actions, width = 640, children }: Props) {
  const { colors } = useTheme();
  const insets = useSafeAreaInsets();
  const i18n = useI18n();
  const router = useRouter();
  const column = [styles.column, { maxWidth: width }];
  const { over } = useWays();
  const keyboard = useKeyboardInset();
  useInputInSight(keyboard);
  usePageTitle(title);
  const back = () => {
    if (router.canGoBack()) router.back();
    else router.replace(up);
  };
  // With the keyboard up there is no room for both: the foot comes after what is written.
  const isFootInside = keyboard > 0;
  const foot = footer ? <View style={styles.footer}>{footer}</View> : null;
  return (
    <View style={[styles.page, { backgroundColor: colors.ground, paddingTop: over ? 0 : insets.top, paddingBottom: keyboard }]}>
      <View style={[styles.head, column]}>
        {over === null ? <IconButton icon="back" label={i18n.t("common.back")} onPress={back} /> : null}
        {over?.onBack ? <IconButton icon="back" label={i18n.t("common.back")} onPress={over.onBack} /> : null}
        <Text size="l" weight="medium" heading={over ? 2 : 1} numberOfLines={1} style={[styles.title, over && !over.onBack && styles.first]}>
          {title}
        </Text>
        {actions}
        {over ? <IconButton icon="close" label={i18n.t("common.close")} onPress={over.onClose} /> : null}
      </View>
      <ScrollView style={styles.scroll} contentContainerStyle={[column, styles.body]} keyboardShouldPersistTaps="handled">
        {children}
        {isFootInside ? foot : null}
      </ScrollView>
      {foot && !isFootInside ? (
        <View style={{ backgroundColor: colors.surface, borderTopWidth: 1, borderTopColor: colors.line, paddingBottom: insets.bottom }}>
          <View style={[column, styles.padded]}>{foot}</View>
        </View>
      ) : null}
    </View>
  );
}

/** What is being written in stays above the keyboard, once the page has made room for it. */
function useInputInSight(keyboard: number) {
  useEffect(() => {
    if (Platform.OS !== "web" || keyboard === 0) return;
    const input = document.activeElement;
    if (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement) input.scrollIntoView({ block: "center" });
  }, [keyboard]);
}

const styles = StyleSheet.create({
  page: { flex: 1 },
  column: { width: "100%", alignSelf: "center" },
  head: { flexDirection: "row", alignItems: "center", gap: space.xs, paddingHorizontal: space.xs, minHeight: 52 },
  title: { flex: 1 },
  first: { paddingLeft: space.m },
  scroll: { flex: 1 },
  body: { padding: space.l, paddingTop: space.s, gap: space.l },
  padded: { paddingHorizontal: space.l, paddingVertical: space.m },
  footer: { gap: space.s },
});
