import { useState } from "react";
import { ScrollView, StyleSheet } from "react-native";
import { Text } from "#/components";
import { Card } from "#/components/Card";
import { ByHand } from "#/features/studio/claims/ByHand";
import { ClaimTable } from "#/features/studio/claims/ClaimTable";
import { OpenClaims } from "#/features/studio/claims/OpenClaims";
import { Parking } from "#/features/studio/claims/Parking";
import { RunningClaims } from "#/features/studio/claims/RunningClaims";
import type { LiveShow } from "#/features/studio/useLive";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** Claims of a show: each product with its keyword, and who has which place. The held up one is first. */
export function ClaimDesk({ live }: { live: LiveShow }) {
  const { t } = useI18n();
  const [first] = useState(live.pinnedId);
  const offers = [...live.offers].sort((a, b) => Number(b.productId === first) - Number(a.productId === first));
  return (
    <ScrollView contentContainerStyle={styles.list}>
      <Text size="s" tone="quiet">
        {t("claimDesk.body")}
      </Text>
      {offers.map((offer) => {
        const listing = live.room.listings[offer.productId];
        const isOpen = listing?.state === "open";
        return (
          <Card key={offer.productId} title={offer.title}>
            {isOpen ? (
              <RunningClaims showId={live.show.show_id} title={offer.title} listing={listing} />
            ) : (
              <OpenClaims
                showId={live.show.show_id}
                offer={offer}
                keyword={listing?.keyword ?? `A${String(live.show.product_ids.indexOf(offer.productId) + 1)}`}
                isClosed={listing?.state === "closed"}
              />
            )}
            {listing && listing.state !== "draft" ? (
              <>
                <ClaimTable showId={live.show.show_id} productId={offer.productId} news={live.room.answers} />
                <ByHand live={live} offer={offer} />
                {listing.root ? (
                  <Text size="xs" tone="quiet" tabular>
                    {t("claimDesk.root", { root: listing.root })}
                  </Text>
                ) : null}
              </>
            ) : null}
          </Card>
        );
      })}
      <Parking shopId={live.show.shop_id} />
    </ScrollView>
  );
}

const styles = StyleSheet.create({ list: { gap: space.m, paddingBottom: space.l } });
