import { View } from "react-native";
import { Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { messageOf, reasonOf } from "#/i18n/reasons";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

/** Said where she pressed, and it stays until she presses again. */
export function PurchaseError({ error }: { error: unknown }) {
  const i18n = useI18n();
  const { colors } = useTheme();
  if (error === null) return null;
  return (
    <View role="alert" style={{ backgroundColor: colors.surface, borderRadius: radius.s, padding: space.m }}>
      <Text size="s" tone="signal">
        {messageOf(error, i18n)}
      </Text>
      <Text size="xs" tone="quiet">
        {i18n.t("common.reasonCode", { code: reasonOf(error) })}
      </Text>
    </View>
  );
}
