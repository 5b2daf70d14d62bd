import { View } from "react-native";
import { Skeleton, Text } from "#/components";
import { OfferRow } from "#/features/show/OfferRow";
import { Moments, type Replayed } from "#/features/show/Moments";
import type { Offer } from "#/features/show/offers";
import type { Purchase } from "#/features/show/usePurchase";
import { useI18n } from "#/i18n/context";

type Props = {
  offers: Offer[];
  isPending: boolean;
  pinnedId: string;
  purchase: Purchase;
  onChoose: (offer: Offer) => void;
  replayed?: Replayed;
};

export function Shelf({ offers, isPending, pinnedId, purchase, onChoose, replayed }: Props) {
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
          {replayed ? (
            <Moments title={offer.title} moments={replayed.momentsOf(offer.productId)} onMoment={replayed.onMoment} />
          ) : null}
        </View>
      ))}
    </View>
  );
}
