import { StyleSheet, View } from "react-native";
import { Price, Sheet, Text } from "#/components";
import { OfferActions } from "#/features/show/OfferActions";
import { StockNote } from "#/features/show/StockNote";
import type { Offer } from "#/features/show/offers";
import type { Purchase } from "#/features/show/usePurchase";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

type Props = { offer: Offer | null; purchase: Purchase; onClose: () => void };

export function VariantSheet({ offer, purchase, onClose }: Props) {
  const { t } = useI18n();
  return (
    <Sheet title={t("show.chooseTitle")} isOpen={offer !== null} onClose={onClose}>
      <Text tone="quiet">{offer?.title}</Text>
      {offer?.variants.map((variant) => (
        <View key={variant.variantId} style={styles.row}>
          <View style={styles.words}>
            <Text>{variant.title}</Text>
            <View style={styles.facts}>
              {variant.price ? <Price money={variant.price} /> : null}
              {variant.left > 0 ? <StockNote left={variant.left} /> : null}
            </View>
          </View>
          <OfferActions
            offer={{ ...offer, title: `${offer.title} ${variant.title}`, variants: [variant], left: variant.left, price: variant.price }}
            purchase={purchase}
            onChoose={() => undefined}
          />
        </View>
      ))}
    </Sheet>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m, minHeight: 56 },
  words: { flex: 1, minWidth: 0 },
  facts: { flexDirection: "row", alignItems: "baseline", gap: space.s },
});
