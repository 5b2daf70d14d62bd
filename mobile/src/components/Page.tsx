import { useRouter } from "expo-router";
import type { ReactNode } from "react";
import { ScrollView, StyleSheet, View } from "react-native";
import { useSafeAreaInsets } from "react-native-safe-area-context";
import { IconButton } from "#/components/IconButton";
import { Text } from "#/components/Text";
import { useI18n } from "#/i18n/context";
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

/** One column under a head with its way back. */
export function Page({ title, up = "/", footer, actions, width = 640, children }: Props) {
  const { colors } = useTheme();
  const insets = useSafeAreaInsets();
  const i18n = useI18n();
  const router = useRouter();
  const column = [styles.column, { maxWidth: width }];
  const back = () => {
    if (router.canGoBack()) router.back();
    else router.replace(up);
  };
  return (
    <View style={[styles.page, { backgroundColor: colors.ground, paddingTop: insets.top }]}>
      <View style={[styles.head, column]}>
        <IconButton icon="back" label={i18n.t("common.back")} onPress={back} />
        <Text size="l" weight="medium" heading={1} numberOfLines={1} style={styles.title}>
          {title}
        </Text>
        {actions}
      </View>
      <ScrollView style={styles.scroll} contentContainerStyle={[column, styles.body]} keyboardShouldPersistTaps="handled">
        {children}
      </ScrollView>
      {footer ? (
        <View style={{ backgroundColor: colors.surface, borderTopWidth: 1, borderTopColor: colors.line, paddingBottom: insets.bottom }}>
          <View style={[column, styles.footer]}>{footer}</View>
        </View>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  page: { flex: 1 },
  column: { width: "100%", alignSelf: "center" },
  head: { flexDirection: "row", alignItems: "center", gap: space.xs, paddingHorizontal: space.xs, minHeight: 52 },
  title: { flex: 1 },
  scroll: { flex: 1 },
  body: { padding: space.l, paddingTop: space.s, gap: space.l },
  footer: { paddingHorizontal: space.l, paddingVertical: space.m, gap: space.s },
});
