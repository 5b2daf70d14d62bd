import { useSyncExternalStore } from "react";
import { Linking } from "react-native";
import { Button, Text } from "#/components";
import { Card } from "#/components/Card";
import { useI18n } from "#/i18n/context";
import { push } from "#/push/push";

/** Whether this phone may tell her things. Nothing asks her before she presses here. */
export function Notifications() {
  const { t } = useI18n();
  const standing = useSyncExternalStore(push.subscribe, push.standing);
  if (standing === "unknown") return null;
  return (
    <Card title={t("push.title")}>
      <Text size="s" tone={standing === "failed" ? "amber" : "quiet"}>
        {t(`push.${standing}`)}
      </Text>
      {standing === "off" ? <Button kind="outline" title={t("push.allow")} onPress={() => void push.ask()} /> : null}
      {standing === "blocked" ? (
        <Button kind="outline" title={t("push.settings")} onPress={() => void Linking.openSettings()} />
      ) : null}
      {standing === "failed" ? (
        <Button
          kind="outline"
          title={t("common.tryAgain")}
          onPress={() => {
            push.look();
          }}
        />
      ) : null}
    </Card>
  );
}
