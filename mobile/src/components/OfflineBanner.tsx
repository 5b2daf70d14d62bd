import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { StyleSheet, View } from "react-native";
import { Text } from "#/components/Text";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

export function OfflineBanner() {
  const { colors } = useTheme();
  const i18n = useI18n();
  const isOnline = useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
    () => true,
  );
  if (isOnline) return null;
  return (
    <View role="status" style={[styles.bar, { backgroundColor: colors.raised }]}>
      <Text size="s" tone="amber" center>
        {i18n.t("common.offline")}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  bar: { padding: space.s },
});
