import { StyleSheet, View } from "react-native";
import { useAddLines } from "#/api/queries/cart";
import { useMyClaims } from "#/api/queries/claims";
import { Button, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { MyClaim } from "#/features/claims/MyClaim";
import { ProofButton } from "#/features/claims/ProofButton";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** What she has claimed in this shop and not ordered yet, above her cart: one by one, or all of it. */
export function MyClaims({ shopId, inCart }: { shopId: string; inCart: ReadonlySet<string> }) {
  const { t, when } = useI18n();
  const claims = useMyClaims();
  const add = useAddLines(shopId);
  const open = (claims.data ?? []).filter(
    (one) => one.shop_id === shopId && (one.state === "waiting" || (one.state === "held" && !inCart.has(one.variant_id))),
  );
  if (open.length === 0) return null;
  const held = open.filter((one) => one.state === "held");
  const [first] = held.filter((one) => one.is_parked).map((one) => one.due_time ?? "").sort();
  return (
    <Card title={t("claims.title")}>
      {first ? (
        <Text size="s" tone="quiet">
          {t("claims.parked", { time: when(first) })}
        </Text>
      ) : null}
      {open.map((claim) => (
        <View key={claim.claim_id} style={styles.claim}>
          <MyClaim claim={claim} total={claim.total} withTitle />
          <View style={styles.proof}>
            <ProofButton
              title={t("claims.receipt")}
              label={`${t("claims.receipt")}: ${claim.title}`}
              showId={claim.show_id}
              productId={claim.product_id}
              claim={claim}
            />
          </View>
        </View>
      ))}
      {held.length > 1 ? (
        <Button
          title={t("claims.allToCart")}
          busy={add.isPending}
          onPress={() => {
            add.mutate(
              held.map((one) => ({
                key: `claim:${one.claim_id}`, // as when it is put in alone: it is put in once
                variantId: one.variant_id,
                quantity: one.units,
                showId: one.show_id,
              })),
            );
          }}
        />
      ) : null}
      {add.isError ? <ErrorNotice error={add.error} /> : null}
    </Card>
  );
}

const styles = StyleSheet.create({
  claim: { gap: space.xs },
  proof: { alignItems: "flex-start" },
});
