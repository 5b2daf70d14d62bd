import { StyleSheet, View } from "react-native";
import { useModerationNews, useSanctions } from "#/api/queries/moderation";
import type { Sanction } from "#/api/types";
import { Button, ErrorState, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { useActing } from "#/features/show/moderation/useActing";
import { Waiting } from "#/features/login/SignedIn";
import { useI18n } from "#/i18n/context";
import { formatCountdown } from "#/i18n/format";
import { useNow } from "#/lib/now";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

/** Who may not write now, and the way back. */
export function PeoplePart({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const query = useSanctions(shopId);
  const now = useNow(1000);
  if (!query.data) return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <Waiting rows={2} />;
  const held = query.data.pages
    .flatMap(({ sanctions }) => sanctions)
    .filter((one) => one.until_time === null || Date.parse(one.until_time) > now);
  return (
    <View style={styles.part}>
      {held.length === 0 ? <Text tone="quiet">{t("desk.nobody")}</Text> : null}
      <View role="list" aria-label={t("desk.people")}>
        {held.map((one) => (
          <Held key={one.user_id} shopId={shopId} held={one} now={now} />
        ))}
      </View>
      {query.hasNextPage ? (
        <Button kind="quiet" title={t("studio.more")} busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()} />
      ) : null}
    </View>
  );
}

function Held({ shopId, held, now }: { shopId: string; held: Sanction; now: number }) {
  const { t, when } = useI18n();
  const { colors } = useTheme();
  const acting = useActing(held.show_id);
  const look = useModerationNews(shopId);
  const name = held.user_name || t("desk.someone");
  const state =
    held.until_time === null
      ? t("desk.banned")
      : t("desk.mutedFor", { time: formatCountdown(Date.parse(held.until_time) - now) });
  return (
    <View role="listitem" style={[styles.row, { borderColor: colors.line }]}>
      <View style={styles.words}>
        <Text weight="medium" numberOfLines={1}>
          {name}
        </Text>
        <Text size="s" tone="signal" tabular>
          {state}
        </Text>
        <Text size="s" tone="quiet">
          {t("desk.byWhen", { who: held.actor_name || t("desk.someone"), when: when(held.create_time) })}
        </Text>
        {held.why ? (
          <Text size="s" tone="quiet">
            {held.why}
          </Text>
        ) : null}
        {acting.error ? <ErrorNotice error={acting.error} /> : null}
      </View>
      <Button
        kind="outline"
        title={t("desk.lift")}
        label={t("desk.liftNamed", { name })}
        busy={acting.isPending}
        onPress={() => {
          acting.press({ act: held.kind === "ban" ? "unban" : "unmute", user_id: held.user_id }, look);
        }}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  part: { gap: space.m },
  row: { flexDirection: "row", alignItems: "center", gap: space.m, paddingVertical: space.m, borderBottomWidth: 1 },
  words: { flex: 1, minWidth: 0, gap: space.xs },
});
