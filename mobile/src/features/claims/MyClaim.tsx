import { StyleSheet, View } from "react-native";
import { useAddLine } from "#/api/queries/cart";
import type { Claim } from "#/api/types";
import { Button, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { clockOf } from "#/features/show/timeline";
import { heldText } from "#/features/claims/words";
import { useI18n, type I18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import { space } from "#/theme/tokens";

type Props = { claim: Claim; total: number; onCart?: () => void; withTitle?: boolean };

/** One claim of hers: her place, until when to pay (of what is parked the list says it), and the way into the cart. */
export function MyClaim({ claim, total, onCart, withTitle = false }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const isHeld = claim.state === "held";
  const now = useNow(1000);
  const add = useAddLine(claim.shop_id);
  const leftS = claim.due_time ? Math.max(0, (Date.parse(claim.due_time) - now) / 1000) : 0;
  const { place, units, quantity } = claim;
  return (
    <View style={styles.claim}>
      <View style={styles.row}>
        <View style={styles.words} role="status">
          {withTitle ? (
            <Text size="s" numberOfLines={2}>
              {claim.title}
            </Text>
          ) : null}
          <Text size="s" weight="medium" tone={isHeld ? "jade" : "ink"} tabular>
            {isHeld
              ? heldText({ place, units, quantity, total }, { t })
              : t("claims.waiting", { line: claim.ahead + 1 })}
          </Text>
          {isHeld && !(withTitle && claim.is_parked && leftS > 3600) ? (
            <Text size="s" tone={leftS < 60 ? "amber" : "quiet"} tabular>
              {dueText(leftS, claim.due_time ?? "", i18n)}
            </Text>
          ) : null}
        </View>
        {isHeld && leftS > 0 ? (
          <Button
            title={t("claims.toCart")}
            label={t("claims.toCartNamed", { title: claim.title })}
            kind="outline"
            busy={add.isPending}
            onPress={() => {
              // its id is the key: a claim is put in once, however often it is pressed
              add.mutate(
                { key: `claim:${claim.claim_id}`, variantId: claim.variant_id, quantity: units, showId: claim.show_id },
                { onSuccess: onCart },
              );
            }}
          />
        ) : null}
      </View>
      {add.isError ? <ErrorNotice error={add.error} /> : null}
    </View>
  );
}

/** Counted down when it is near. */
function dueText(leftS: number, due: string, { t, when }: I18n): string {
  if (leftS <= 0) return t("claims.lapsed");
  return leftS < 3600 ? t("claims.payIn", { time: clockOf(leftS) }) : t("claims.payUntil", { time: when(due) });
}

const styles = StyleSheet.create({
  claim: { gap: space.s },
  row: { flexDirection: "row", alignItems: "center", gap: space.m },
  words: { flex: 1, minWidth: 0 },
});
