import { StyleSheet, View } from "react-native";
import { Button, IconButton } from "#/components";
import type { Offer } from "#/features/show/offers";
import type { Purchase } from "#/features/show/usePurchase";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";

type Props = {
  offer: Offer;
  purchase: Purchase;
  onChoose: (offer: Offer) => void;
  /** The pinned one is the screen's one lantern button. */
  isMain?: boolean;
};

/** [＋] and [buy]; with several variants, [choose] in their place; nothing to press when sold out. */
export function OfferActions({ offer, purchase, onChoose, isMain = false }: Props) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const only = offer.variants.length === 1 ? offer.variants[0] : undefined;
  const isGone = offer.left <= 0 || offer.price === null;
  const title = offer.title;
  if (isGone) return <Button kind="quiet" title={t("show.soldOut")} disabled onPress={() => undefined} />;
  if (only === undefined) {
    return (
      <Button
        kind={isMain ? "primary" : "outline"}
        title={t("show.choose")}
        onPress={() => {
          onChoose(offer);
        }}
      />
    );
  }
  const isBusy = purchase.busy === only.variantId;
  const isAdded = purchase.added === only.variantId;
  return (
    <View style={styles.row}>
      <IconButton
        icon={isAdded ? "check" : "plus"}
        label={isAdded ? t("show.added") : t("show.addNamed", { title })}
        disabled={isBusy}
        onPress={() => {
          purchase.add(only.variantId);
        }}
        style={{ borderWidth: 1, borderColor: isAdded ? colors.jade : colors.line }}
      />
      <Button
        kind={isMain ? "primary" : "outline"}
        title={t("show.buyShort")}
        label={t("show.buyNamed", { title })}
        busy={isBusy}
        onPress={() => {
          purchase.buy(only.variantId);
        }}
      />
    </View>
  );
}

const styles = StyleSheet.create({ row: { flexDirection: "row", gap: 8, alignItems: "center" } });
