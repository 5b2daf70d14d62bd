import { View } from "react-native";
import { useDeals } from "#/api/queries/deals";
import { Price, Text } from "#/components";
import { Card } from "#/components/Card";
import type { LiveShow } from "#/features/studio/useLive";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

const ENDS = { time_up: "deals.deskTimeUp", stopped: "deals.deskStopped", show_ended: "deals.deskShowEnded" } as const;

/** What became of the deals before. */
export function PastDeals({ live }: { live: LiveShow }) {
  const { t, when } = useI18n();
  const news = Object.values(live.room.deals).map(({ deal_id, state }) => `${deal_id} ${state}`).join();
  const deals = useDeals(live.show.show_id, news);
  const shown = (deals.data ?? []).flatMap((deal) => (deal.state === "running" ? [] : [{ ...deal, state: deal.state }]));
  if (shown.length === 0) return null;
  return (
    <Card title={t("deals.deskPast")}>
      {shown.map((deal) => (
        <View key={deal.deal_id} style={{ gap: space.xs }}>
          <Text numberOfLines={1}>{live.offers.find((one) => one.productId === deal.product_id)?.title ?? ""}</Text>
          <View style={{ flexDirection: "row", flexWrap: "wrap", gap: space.s, alignItems: "baseline" }}>
            <Price money={deal.price} was={deal.was} size="s" />
            <Text size="s" tone="quiet" tabular>
              {[t("deals.deskTaken", { count: deal.taken, total: deal.quantity }), t(ENDS[deal.state]), when(deal.start_time)].join(" · ")}
            </Text>
          </View>
        </View>
      ))}
    </Card>
  );
}
