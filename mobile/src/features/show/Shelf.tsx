import { View } from "react-native";
import { Skeleton, Text } from "#/components";
import { OfferRow } from "#/features/show/OfferRow";
import type { Offer } from "#/features/show/offers";
import type { Purchase } from "#/features/show/usePurchase";
import { useI18n } from "#/i18n/context";

type Props = {
  offers: Offer[];
  isPending: boolean;
  pinnedId: string;
  purchase: Purchase;
  onChoose: (offer: Offer) => void;
};

export function Shelf({ offers, isPending, pinnedId, purchase, onChoose }: Props) {
  const { t } = useI18n();
  if (isPending && offers.length === 0) {
    return (
      <View aria-busy aria-label={t("common.loading")} style={{ gap: 12 }}>
        <Skeleton height={72} />
        <Skeleton height={72} />
        <Skeleton height={72} />
      </View>
    );
  }
  if (offers.length === 0) return <Text tone="quiet">{t("show.shelfEmpty")}</Text>;
  return (
    <View role="list">
      {offers.map((offer) => (
        <View key={offer.productId} role="listitem">
          <OfferRow
            offer={offer}
            purchase={purchase}
            onChoose={onChoose}
            isPinned={offer.productId === pinnedId}
          />
        </View>
      ))}
    </View>
  );
}
