import { StyleSheet, View } from "react-native";
import { Sheet, Text } from "#/components";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

const KEYS: [string, MessageKey][] = [
  ["K", "show.keyPlay"],
  ["M", "show.keyMute"],
  ["F", "show.keyFull"],
  ["T", "player.keyTheatre"],
  ["P", "player.keyPip"],
  ["I", "player.keyFigures"],
  ["← →", "player.keySeek"],
  ["C", "show.keyChat"],
  ["?", "show.keyHelp"],
];

export function ShortcutsSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useI18n();
  const { colors } = useTheme();
  return (
    <Sheet title={t("show.shortcuts")} isOpen={isOpen} onClose={onClose}>
      {KEYS.map(([key, meaning]) => (
        <View key={key} style={styles.row}>
          <View style={[styles.key, { borderColor: colors.line, backgroundColor: colors.raised }]}>
            <Text size="s" weight="bold">
              {key}
            </Text>
          </View>
          <Text>{t(meaning)}</Text>
        </View>
      ))}
    </Sheet>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m },
  key: { minWidth: 36, height: 36, paddingHorizontal: space.s, borderWidth: 1, borderRadius: radius.s, alignItems: "center", justifyContent: "center" },
});
