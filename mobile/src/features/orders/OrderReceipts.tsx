import { StyleSheet, View } from "react-native";
import { useMyClaims } from "#/api/queries/claims";
import { Text } from "#/components";
import { Card } from "#/components/Card";
import { ProofButton } from "#/features/claims/ProofButton";
import { heldText } from "#/features/claims/words";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** Claims that this order was made of, each with its receipt. */
export function OrderReceipts({ orderId }: { orderId: string }) {
  const { t } = useI18n();
  const claims = useMyClaims();
  const own = (claims.data ?? []).filter((one) => one.order_id === orderId);
  if (own.length === 0) return null;
  return (
    <Card title={t("claims.title")}>
      {own.map((claim) => (
        <View key={claim.claim_id} style={styles.row}>
          <View style={styles.words}>
            <Text size="s" numberOfLines={2}>
              {claim.title}
            </Text>
            <Text size="s" tone="quiet" tabular>
              {heldText(claim, { t })}
            </Text>
          </View>
          <ProofButton
            title={t("claims.receipt")}
            label={`${t("claims.receipt")}: ${claim.title}`}
            showId={claim.show_id}
            productId={claim.product_id}
            claim={claim}
          />
        </View>
      ))}
    </Card>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m },
  words: { flex: 1, minWidth: 0 },
});
