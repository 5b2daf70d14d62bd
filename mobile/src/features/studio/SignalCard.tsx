import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useIngest, useStartShow } from "#/api/queries/studio";
import type { Show } from "#/api/types";
import { Button, Icon, Skeleton, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { bitRate, troublesOf } from "#/features/studio/health";
import { TestPicture } from "#/features/studio/TestPicture";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

/** Whether a picture arrives, what is wrong with it, and, when she starts by hand, how it looks and the start. */
export function SignalCard({ show }: { show: Show }) {
  const { t, tag } = useI18n();
  const { colors } = useTheme();
  const query = useIngest(show.show_id);
  const start = useStartShow(show.show_id);
  const [key] = useState(newKey); // a show starts once
  const ingest = query.data;
  const isThere = ingest?.signal === "receiving";
  const byHand = show.starts === "host";
  // no signal is no trouble before the show
  const troubles = troublesOf({ ingest: isThere ? ingest : undefined, isUnknown: query.isError, connection: "open" });
  const facts = isThere
    ? [ingest.protocol.toUpperCase(), ingest.tracks.map(({ codec }) => codec).join(" + "), ingest.bitrate_bps > 0 ? bitRate(ingest.bitrate_bps, tag) : ""]
    : [];
  return (
    <Card title={t("studio.signalTitle")}>
      {query.isPending ? (
        <Skeleton height={24} />
      ) : (
        <View role="status" aria-live="polite" style={styles.box}>
          <View style={styles.row}>
            <View style={[styles.dot, { backgroundColor: isThere ? colors.jade : colors.line }]} />
            <Text weight="medium" tone={isThere ? "jade" : "ink"} style={styles.grow}>
              {t(isThere ? "studio.signalSeen" : "studio.signalNone")}
            </Text>
          </View>
          {isThere ? (
            <Text size="s" tone="quiet" tabular>
              {facts.filter(Boolean).join(" · ")}
            </Text>
          ) : null}
          <Text size="s" tone="quiet">
            {t(byHand ? (isThere ? "studio.signalWaits" : "studio.signalByHand") : "studio.signalBySelf")}
          </Text>
          {troubles.map(({ level, message, code }) => (
            <View key={message + (code ?? "")} style={styles.row}>
              <Icon name="alert" size={20} color={level === "bad" ? colors.signal : colors.amber} />
              <Text size="s" weight="medium" tone={level === "bad" ? "signal" : "amber"} style={styles.grow}>
                {t(message, { code: code ?? "" })}
              </Text>
            </View>
          ))}
        </View>
      )}
      {byHand && isThere ? <TestPicture showId={show.show_id} /> : null}
      {start.isError ? <ErrorNotice error={start.error} /> : null}
      {byHand ? (
        <Button
          title={t("studio.start")}
          disabled={!isThere}
          busy={start.isPending}
          onPress={() => {
            start.mutate({ key });
          }}
        />
      ) : null}
    </Card>
  );
}

const styles = StyleSheet.create({
  box: { gap: space.s },
  row: { flexDirection: "row", alignItems: "center", gap: space.s },
  dot: { width: 12, height: 12, borderRadius: 6 },
  grow: { flex: 1 },
});
