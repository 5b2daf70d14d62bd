import { Link } from "expo-router";
import { StyleSheet, View, useWindowDimensions } from "react-native";
import type { Show } from "#/api/types";
import { Badge, Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { WIDE, space } from "#/theme/tokens";

const TONE = { live: "signal", scheduled: "amber", ended: "quiet" } as const;

/** Only where the columns stand side by side. */
export function ShowsHead() {
  const { t } = useI18n();
  const { colors } = useTheme();
  const isWide = useWindowDimensions().width >= WIDE;
  if (!isWide) return null;
  return (
    <View aria-hidden style={[styles.row, styles.head, { borderColor: colors.line }]}>
      <Text size="s" tone="quiet" style={styles.title}>
        {t("studio.showTitle")}
      </Text>
      <Text size="s" tone="quiet" style={styles.time}>
        {t("studio.time")}
      </Text>
      <Text size="s" tone="quiet" style={styles.count}>
        {t("studio.products")}
      </Text>
      <View style={styles.state} />
    </View>
  );
}

/** A whole row is the link to what one does with the show now: prepare it, run it, look back. */
export function ShowRow({ show }: { show: Show }) {
  const { t, when, dateTime, count } = useI18n();
  const { colors } = useTheme();
  const isWide = useWindowDimensions().width >= WIDE;
  const time = show.end_time ?? show.live_time ?? show.schedule_time;
  const products = show.product_ids.length;
  const state = t(show.state === "live" ? "studio.stateLive" : show.state === "scheduled" ? "studio.stateScheduled" : "studio.stateEnded");
  return (
    <Link href={`/studio/shows/${show.show_id}`} style={styles.link}>
      {isWide ? (
        <View style={[styles.row, { borderColor: colors.line, backgroundColor: colors.surface }]}>
          <Text weight="medium" numberOfLines={1} style={styles.title}>
            {show.title}
          </Text>
          <Text size="s" tone="quiet" tabular numberOfLines={1} style={styles.time}>
            {dateTime(time)}
          </Text>
          <Text size="s" tone="quiet" tabular style={styles.count}>
            {count(products)}
          </Text>
          <View style={styles.state}>
            <Badge text={state} tone={TONE[show.state]} />
          </View>
        </View>
      ) : (
        <View style={[styles.card, { borderColor: colors.line, backgroundColor: colors.surface }]}>
          <View style={styles.words}>
            <Text weight="medium" numberOfLines={2}>
              {show.title}
            </Text>
            <Text size="s" tone="quiet" numberOfLines={1}>
              {`${when(time)} · ${t("studio.productCount", { count: products })}`}
            </Text>
          </View>
          <Badge text={state} tone={TONE[show.state]} />
        </View>
      )}
    </Link>
  );
}

const styles = StyleSheet.create({
  link: { display: "flex", width: "100%" },
  row: { flex: 1, flexDirection: "row", alignItems: "center", gap: space.m, minHeight: 52, paddingHorizontal: space.m, borderBottomWidth: 1 },
  head: { minHeight: 32 },
  card: { flex: 1, flexDirection: "row", alignItems: "center", gap: space.m, padding: space.m, minHeight: 72, borderBottomWidth: 1 },
  words: { flex: 1, minWidth: 0 },
  title: { flex: 3, minWidth: 0 },
  time: { flex: 2, minWidth: 0 },
  count: { width: 88 },
  state: { width: 112 },
});
