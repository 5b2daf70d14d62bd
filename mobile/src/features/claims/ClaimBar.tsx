import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ScrollView, StyleSheet, View } from "react-native";
import { claimKeys, useMyClaims } from "#/api/queries/claims";
import { Button, Text } from "#/components";
import { ProofButton } from "#/features/claims/ProofButton";
import { MyClaim } from "#/features/claims/MyClaim";
import { answerText, commentFor } from "#/features/claims/words";
import type { ShowPage } from "#/features/show/useShowPage";
import { useI18n } from "#/i18n/context";
import { PRIVATE } from "#/realtime/lines";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = {
  page: Pick<ShowPage, "showId" | "room" | "pinnedId" | "me" | "isGuest" | "say" | "signInToTalk" | "stand">;
  onCart: () => void;
};

/** Over the pinned product while it can be claimed: the comment as a button, and what became of hers. */
export function ClaimBar({ page, onCart }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const { colors } = useTheme();
  const { room, me, pinnedId } = page;
  const listing = room.listings[pinnedId];
  const userId = me?.user_id ?? "";
  const answer = room.answers.findLast((one) => one.user_id === userId);
  useClaimsFollow(answer?.message_id, answer?.outcome, answer?.place.toString());
  const claims = useMyClaims();
  const mine = (claims.data ?? []).filter(
    (one) => one.product_id === pinnedId && (one.state === "held" || one.state === "waiting"),
  );
  const isOpen = listing?.state === "open" && page.stand !== "ended";
  if (!listing || (!isOpen && !listing.root && mine.length === 0)) return null;
  const left = listing.lots.reduce((sum, lot) => sum + lot.free, 0);
  const told = answer && PRIVATE.has(answer.outcome) && !(answer.product_id in room.vouchers) ? answer : null;
  return (
    <View style={[styles.bar, { backgroundColor: colors.surface }]}>
      {mine.map((claim) => (
        <MyClaim key={claim.claim_id} claim={claim} total={claim.total} onCart={onCart} />
      ))}
      {isOpen || !listing.root ? null : (
        <View style={styles.row}>
          <Text size="s" tone="quiet" tabular numberOfLines={1} style={styles.words}>
            {t("claims.closedRoot", { root: listing.root.slice(0, 12) })}
          </Text>
          <ProofButton title={t("claims.receipt")} label={t("claims.checkAll")} showId={page.showId} productId={pinnedId} />
        </View>
      )}
      {told ? (
        <View role="status">
          <Text size="s" tone="amber">
            {answerText(told, room.listings[told.product_id], i18n)}
          </Text>
        </View>
      ) : null}
      {isOpen ? (
        <View style={styles.row}>
          <Text size="s" tone="quiet" tabular style={styles.words}>
            {left > 0 ? t("claims.left", { count: left }) : t("claims.allTaken")}
          </Text>
          <ScrollView horizontal showsHorizontalScrollIndicator={false} style={styles.scroll} contentContainerStyle={styles.kinds}>
            {listing.lots.map((lot) => {
              const comment = commentFor(listing, lot.title);
              return (
                <Button
                  key={lot.variant_id}
                  title={comment}
                  label={page.isGuest ? `${comment} · ${t("claims.signIn")}` : t("claims.press", { comment })}
                  kind="quiet"
                  onPress={() => {
                    if (page.isGuest) page.signInToTalk();
                    else page.say(comment);
                  }}
                />
              );
            })}
          </ScrollView>
        </View>
      ) : null}
    </View>
  );
}

/** The room tells that something was decided about her: her claims are read again. */
function useClaimsFollow(...news: (string | undefined)[]) {
  const queries = useQueryClient();
  const last = news.join();
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: claimKeys.mine });
  }, [queries, last]);
}

const styles = StyleSheet.create({
  bar: { borderRadius: radius.m, paddingHorizontal: space.m, paddingVertical: space.s, gap: space.s },
  row: { flexDirection: "row", alignItems: "center", gap: space.m },
  words: { flex: 1, minWidth: 96 },
  scroll: { flexGrow: 0, flexShrink: 1 },
  kinds: { gap: space.s },
});
