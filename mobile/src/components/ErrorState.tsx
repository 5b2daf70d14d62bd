import { StyleSheet, View } from "react-native";
import { Button } from "#/components/Button";
import { Text } from "#/components/Text";
import { useI18n } from "#/i18n/context";
import { messageOf, reasonOf } from "#/i18n/reasons";
import { space } from "#/theme/tokens";

/** What happened, what to do, the code small beneath. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const i18n = useI18n();
  return (
    <View style={styles.box} role="alert">
      <Text center>{messageOf(error, i18n)}</Text>
      {onRetry ? <Button kind="quiet" title={i18n.t("common.tryAgain")} onPress={onRetry} /> : null}
      <Text size="xs" tone="quiet">
        {i18n.t("common.reasonCode", { code: reasonOf(error) })}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  box: { alignItems: "center", justifyContent: "center", gap: space.m, padding: space.xl, maxWidth: 480, alignSelf: "center" },
});
