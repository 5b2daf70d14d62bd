import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { deskKeys, useClaimTable, useRemoveClaim } from "#/api/queries/claim-desk";
import type { Claim } from "#/api/types";
import { Button, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { useI18n, type I18n } from "#/i18n/context";
import type { ClaimAnswer } from "#/realtime/frames";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

const LOOK_MS = 500;

/** Who has which place, in the order of the talk. Follows the room, and not more often than it can be read. */
export function ClaimTable({ showId, productId, news }: { showId: string; productId: string; news: readonly ClaimAnswer[] }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const table = useClaimTable(showId, productId);
  useEffect(() => {
    const timer = setTimeout(() => {
      void queries.invalidateQueries({ queryKey: deskKeys.table(showId, productId) });
    }, LOOK_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [queries, showId, productId, news]);
  const remove = useRemoveClaim(showId, productId);
  const claims = table.data?.claims ?? [];
  if (table.isError && claims.length === 0) return <ErrorNotice error={table.error} />;
  return (
    <View role="list" aria-label={t("claimDesk.title")}>
      {table.data && claims.length === 0 ? (
        <Text size="s" tone="quiet">
          {t("claimDesk.noClaims")}
        </Text>
      ) : null}
      {claims.map((claim) => (
        <Row
          key={claim.claim_id}
          claim={claim}
          isBusy={remove.isPending && remove.variables.claimId === claim.claim_id}
          onPassOn={() => {
            remove.mutate({ key: newKey(), claimId: claim.claim_id });
          }}
        />
      ))}
      {remove.isError ? <ErrorNotice error={remove.error} /> : null}
      {table.data?.next_page_token ? (
        <Text size="s" tone="quiet">
          {t("claimDesk.more", { count: claims.length })}
        </Text>
      ) : null}
    </View>
  );
}

function stateText(claim: Claim, { t, when }: I18n): string {
  if (claim.state === "held") return t("claimDesk.held", { time: claim.due_time ? when(claim.due_time) : "" });
  if (claim.state === "taken") return t("claimDesk.hasOne");
  return t(claim.state === "waiting" ? "claimDesk.line" : `claimDesk.${claim.state}`);
}

function Row({ claim, isBusy, onPassOn }: { claim: Claim; isBusy: boolean; onPassOn: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { colors } = useTheme();
  const isOver = claim.state === "lapsed" || claim.state === "withdrawn" || claim.state === "removed";
  return (
    <View role="listitem" style={[styles.row, { borderColor: colors.line }]}>
      <Text weight="bold" tabular tone={isOver ? "quiet" : "ink"} style={styles.place}>
        {String(claim.place)}
      </Text>
      <View style={styles.words}>
        <Text size="s" weight="medium" numberOfLines={2} tone={isOver ? "quiet" : "ink"}>
          {[claim.user_name, claim.quantity > 1 ? `× ${String(claim.quantity)}` : "", claim.by_hand ? t("claimDesk.byHand") : ""]
            .filter(Boolean)
            .join(" · ")}
        </Text>
        <Text size="xs" tone={claim.state === "paid" ? "jade" : "quiet"} tabular numberOfLines={2}>
          {stateText(claim, i18n)}
        </Text>
      </View>
      {claim.state === "held" || claim.state === "waiting" ? (
        <Button
          kind="quiet"
          title={t("claimDesk.passOn")}
          label={t("claimDesk.passOnNamed", { name: claim.user_name })}
          busy={isBusy}
          onPress={onPassOn}
        />
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.s, minHeight: 56, borderTopWidth: 1, paddingVertical: space.xs },
  place: { width: 28, textAlign: "right" },
  words: { flex: 1, minWidth: 0 },
});
