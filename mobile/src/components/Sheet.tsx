import { useEffect, useRef, type ReactNode } from "react";
import { Modal, Platform, Pressable, ScrollView, StyleSheet, View, useWindowDimensions } from "react-native";
import { IconButton } from "#/components/IconButton";
import { Text } from "#/components/Text";
import { useI18n } from "#/i18n/context";
import { dropLayer, openLayer } from "#/lib/layers";
import { useReducedMotion } from "#/lib/motion";
import { useTheme } from "#/theme/context";
import { WIDE, radius, space } from "#/theme/tokens";

type Props = { title: string; isOpen: boolean; onClose: () => void; children: ReactNode };

/** Rises over the page; back and Escape close it, not the page under it. */
export function Sheet({ title, isOpen, onClose, children }: Props) {
  const { colors } = useTheme();
  const i18n = useI18n();
  const isStill = useReducedMotion();
  const { width, height } = useWindowDimensions();
  const isWide = width >= WIDE;
  useBackCloses(isOpen, onClose);

  return (
    <Modal
      visible={isOpen}
      transparent
      animationType={isStill || isWide ? "none" : "slide"}
      onRequestClose={onClose}
      aria-label={title} // the dialog's name
    >
      <View style={[styles.frame, isWide && styles.frameWide]}>
        <Pressable aria-hidden tabIndex={-1} onPress={onClose} style={[StyleSheet.absoluteFill, styles.shade]} />
        <View
          style={[styles.sheet, { backgroundColor: colors.surface, maxHeight: height * 0.8 }, isWide && styles.sheetWide]}
        >
          <View style={styles.head}>
            <Text size="l" weight="medium" heading={2} style={styles.title} numberOfLines={1}>
              {title}
            </Text>
            <IconButton icon="close" label={i18n.t("common.close")} onPress={onClose} />
          </View>
          <ScrollView contentContainerStyle={styles.body}>{children}</ScrollView>
        </View>
      </View>
    </Modal>
  );
}

/** The browser's back button closes the sheet: it is a place in the history while it is open. */
function useBackCloses(isOpen: boolean, onClose: () => void) {
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    // phones tell the modal itself
    if (Platform.OS !== "web" || !isOpen) return;
    const layer = openLayer(() => {
      close.current();
    });
    return () => {
      dropLayer(layer);
    };
  }, [isOpen]);
}

const styles = StyleSheet.create({
  frame: { flex: 1, justifyContent: "flex-end" },
  frameWide: { justifyContent: "center", alignItems: "center" },
  shade: { backgroundColor: "rgba(0,0,0,0.5)" },
  sheet: { borderTopLeftRadius: radius.m, borderTopRightRadius: radius.m, overflow: "hidden" },
  sheetWide: { width: 480, borderRadius: radius.m },
  head: { flexDirection: "row", alignItems: "center", paddingLeft: space.l, paddingRight: space.xs, paddingTop: space.xs },
  title: { flex: 1 },
  body: { padding: space.l, paddingTop: space.s, gap: space.m },
});
