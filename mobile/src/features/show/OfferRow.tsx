import { Pressable, StyleSheet, View } from "react-native";
import { Price, ProductImage, Text } from "#/components";
import { OfferActions } from "#/features/show/OfferActions";
import { StockNote } from "#/features/show/StockNote";
import type { Offer } from "#/features/show/offers";
import type { Purchase } from "#/features/show/usePurchase";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = {
  offer: Offer;
  purchase: Purchase;
  onChoose: (offer: Offer) => void;
  isPinned?: boolean;
  /** The overlay keeps one height whatever it shows, so that nothing under the thumb jumps. */
  isOverlay?: boolean;
};

const OVERLAY_HEIGHT = 112;

export function OfferRow({ offer, purchase, onChoose, isPinned = false, isOverlay = false }: Props) {
  const { t, money } = useI18n();
  const { colors } = useTheme();
  return (
    <View
      style={[
        styles.row,
        { backgroundColor: isOverlay ? colors.surface : "transparent" },
        isOverlay && styles.overlay,
      ]}
    >
      <Pressable
        role="button"
        onPress={() => {
          onChoose(offer);
        }}
        style={({ pressed }) => [styles.details, { opacity: pressed ? 0.7 : 1 }]}
      >
        <ProductImage url={offer.imageUrl} title={offer.title} size={72} />
        <View style={styles.words}>
          {isPinned ? (
            <Text size="xs" weight="medium" tone="jade">
              {t("show.pinned")}
            </Text>
          ) : null}
          <Text size="s" numberOfLines={2}>
            {offer.title}
          </Text>
          <View style={styles.facts}>
            {offer.price === null ? null : offer.hasSeveralPrices ? (
              <Text weight="bold" tabular numberOfLines={1}>
                {t("show.fromPrice", { price: money(offer.price) })}
              </Text>
            ) : (
              <Price money={offer.price} was={offer.was} />
            )}
            {offer.left > 0 && !offer.was ? <StockNote left={offer.left} /> : null}
          </View>
        </View>
      </Pressable>
      <OfferActions offer={offer} purchase={purchase} onChoose={onChoose} isMain={isOverlay} />
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m, paddingVertical: space.s },
  overlay: { height: OVERLAY_HEIGHT, paddingHorizontal: space.m, borderRadius: radius.m },
  details: { flex: 1, minWidth: 0, flexDirection: "row", alignItems: "center", gap: space.m },
  words: { flex: 1, minWidth: 0 },
  facts: { flexDirection: "row", alignItems: "baseline", columnGap: space.s, flexWrap: "wrap" },
});
