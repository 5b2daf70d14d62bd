import { useState } from "react";
import { ScrollView, StyleSheet } from "react-native";
import { Text } from "#/components";
import { Card } from "#/components/Card";
import { useOffset } from "#/features/show/useOffset";
import { PastDeals } from "#/features/studio/deals/PastDeals";
import { RunningDeal } from "#/features/studio/deals/RunningDeal";
import { StartDeal } from "#/features/studio/deals/StartDeal";
import type { LiveShow } from "#/features/studio/useLive";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** Flash deals of a show: what runs, and a new one of each product. The held up one is first. */
export function DealDesk({ live }: { live: LiveShow }) {
  const { t } = useI18n();
  const [first] = useState(live.pinnedId);
  const serverNow = live.now + useOffset(true);
  const running = Object.values(live.room.deals).filter(
    (deal) => deal.state === "running" && deal.ends > serverNow,
  );
  const place = (productId: string) => (running.some((one) => one.product_id === productId) ? 0 : productId === first ? 1 : 2);
  const offers = [...live.offers].sort((a, b) => place(a.productId) - place(b.productId));
  return (
    <ScrollView contentContainerStyle={styles.list}>
      <Text size="s" tone="quiet">
        {t("deals.deskBody")}
      </Text>
      {offers.map((offer) => {
        const own = running.filter((one) => one.product_id === offer.productId);
        const rest = offer.variants.filter((one) => own.every((deal) => deal.variant_id !== one.variantId));
        return (
          <Card key={offer.productId} title={offer.title}>
            {own.map((deal) => (
              <RunningDeal key={deal.deal_id} live={live} offer={offer} deal={deal} leftS={(deal.ends - serverNow) / 1000} />
            ))}
            {rest.length > 0 ? <StartDeal showId={live.show.show_id} offer={{ ...offer, variants: rest }} /> : null}
          </Card>
        );
      })}
      <PastDeals live={live} />
    </ScrollView>
  );
}

const styles = StyleSheet.create({ list: { gap: space.m, paddingBottom: space.l } });
