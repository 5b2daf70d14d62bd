import { StyleSheet, View } from "react-native";
import type { Claim } from "#/api/types";
import { Text } from "#/components";
import { ProofButton } from "#/features/claims/ProofButton";
import { heldText } from "#/features/claims/words";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** Her place, where nothing is left to decide about it, and the way to what was signed. */
export function Receipt({ claim, withTitle = false }: { claim: Claim; withTitle?: boolean }) {
  const { t } = useI18n();
  return (
    <View style={styles.row}>
      <View style={styles.words}>
        {withTitle ? (
          <Text size="s" numberOfLines={2}>
            {claim.title}
          </Text>
        ) : null}
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
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m },
  words: { flex: 1, minWidth: 0 },
});
