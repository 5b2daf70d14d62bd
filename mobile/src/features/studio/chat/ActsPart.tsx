import { StyleSheet, View } from "react-native";
import { useActs } from "#/api/queries/moderation";
import type { Act } from "#/api/types";
import { Button, ErrorState, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { Waiting } from "#/features/login/SignedIn";
import { useUndo } from "#/features/studio/chat/useUndo";
import { actWords, changeWords } from "#/features/studio/chat/words";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

/** Who did what to whom, newest first; what can be taken back has its way back. */
export function ActsPart({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const query = useActs(shopId);
  if (!query.data) return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <Waiting />;
  const acts = query.data.pages.flatMap((page) => page.acts);
  return (
    <View style={styles.part}>
      {acts.length === 0 ? <Text tone="quiet">{t("desk.noActs")}</Text> : null}
      <View role="list" aria-label={t("desk.acts")}>
        {acts.map((act) => (
          <ActRow key={act.act_id} shopId={shopId} act={act} />
        ))}
      </View>
      {query.hasNextPage ? (
        <Button kind="quiet" title={t("studio.more")} busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()} />
      ) : null}
    </View>
  );
}

function ActRow({ shopId, act }: { shopId: string; act: Act }) {
  const { t, when } = useI18n();
  const { colors } = useTheme();
  const undo = useUndo(shopId, act);
  const words = actWords(t, act);
  return (
    <View role="listitem" style={[styles.row, { borderColor: colors.line }]}>
      <View style={styles.words}>
        <Text size="s" weight="medium">
          {words}
        </Text>
        {act.text ? (
          <View style={[styles.said, { borderColor: colors.line }]}>
            <Text size="s" tone="quiet" numberOfLines={2}>
              {act.text}
            </Text>
          </View>
        ) : null}
        {changeWords(t, act).map((line) => (
          <Text key={line} size="s" tone="quiet">
            {line}
          </Text>
        ))}
        <Text size="xs" tone="quiet">
          {act.why ? `${when(act.act_time)} · ${act.why}` : when(act.act_time)}
        </Text>
        {act.is_undone && act.undone_time ? (
          <Text size="s" tone="jade">
            {t("desk.undoneBy", { who: act.undone_by_name || t("desk.someone"), when: when(act.undone_time) })}
          </Text>
        ) : null}
        {undo.error ? <ErrorNotice error={undo.error} /> : null}
      </View>
      {act.can_undo ? (
        <Button kind="outline" title={t("moderate.undo")} label={`${t("moderate.undo")}: ${words}`} busy={undo.isPending} onPress={undo.press} />
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  part: { gap: space.m },
  row: { flexDirection: "row", alignItems: "center", gap: space.m, paddingVertical: space.m, borderBottomWidth: 1 },
  words: { flex: 1, minWidth: 0, gap: space.xs },
  said: { borderLeftWidth: 2, borderRadius: radius.s, paddingLeft: space.s },
});
