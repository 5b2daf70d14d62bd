import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useRotateKey } from "#/api/queries/studio";
import { Button, Sheet, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice, Notice } from "#/components/Notice";
import { CopyButton } from "#/features/studio/CopyButton";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

/** What goes into OBS, in the words of its own window. */
export function ObsPanel({ showId }: { showId: string }) {
  const { t } = useI18n();
  const rotate = useRotateKey(showId);
  const [isAsking, setAsking] = useState(false);
  const given = rotate.data;
  const make = () => {
    setAsking(false);
    // every press is a new intention: an answer that was lost has taken its key with it
    rotate.mutate({ key: newKey() });
  };
  return (
    <Card title={t("studio.obsTitle")}>
      <View style={styles.steps}>
        {(["studio.obsOpen", "studio.obsService", "studio.obsPaste", "studio.obsStart"] as const).map((step, index) => (
          <View key={step} style={styles.step}>
            <Text size="s" weight="bold" tone="quiet" tabular>
              {`${index + 1}.`}
            </Text>
            <Text size="s" style={styles.grow}>
              {t(step)}
            </Text>
          </View>
        ))}
      </View>
      {given && given.stream_key !== "" ? (
        <>
          <Value name={t("studio.obsServer")} value={given.rtmp_server} />
          <Value name={t("studio.obsKey")} value={given.stream_key} />
          <Notice tone="amber" text={t("studio.keyOnce")} />
        </>
      ) : (
        <Text size="s" tone="quiet">
          {t("studio.keyBody")}
        </Text>
      )}
      {rotate.isError ? <ErrorNotice error={rotate.error} /> : null}
      <Button
        kind="outline"
        title={given ? t("studio.keyAgain") : t("studio.keyMake")}
        busy={rotate.isPending}
        onPress={() => {
          setAsking(true);
        }}
      />
      <Sheet
        title={t("studio.keyAsk")}
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
        }}
      >
        <Text>{t("studio.keyAskBody")}</Text>
        <Button title={t("studio.keyYes")} onPress={make} />
        <Button
          kind="quiet"
          title={t("studio.cancel")}
          onPress={() => {
            setAsking(false);
          }}
        />
      </Sheet>
    </Card>
  );
}

function Value({ name, value }: { name: string; value: string }) {
  const { t } = useI18n();
  const { colors } = useTheme();
  return (
    <View style={styles.value}>
      <View style={styles.grow}>
        <Text size="s" weight="medium">
          {name}
        </Text>
        <View style={[styles.code, { backgroundColor: colors.raised, borderColor: colors.line }]}>
          <Text selectable size="s" testID="secret" style={styles.mono}>
            {value}
          </Text>
        </View>
      </View>
      <CopyButton title={t("studio.copy")} label={t("studio.copyNamed", { name })} text={value} />
    </View>
  );
}

const styles = StyleSheet.create({
  steps: { gap: space.xs },
  step: { flexDirection: "row", gap: space.s },
  grow: { flex: 1, minWidth: 0 },
  value: { flexDirection: "row", alignItems: "flex-end", gap: space.s },
  code: { borderWidth: 1, borderRadius: radius.s, padding: space.s, justifyContent: "center", minHeight: 44 },
  mono: { fontFamily: "monospace" },
});
