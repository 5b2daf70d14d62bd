import { useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactNode, type RefObject } from "react";
import { StyleSheet, View } from "react-native";
import { cartKeys } from "#/api/queries/cart-cache";
import { useProduct } from "#/api/queries/products";
import { Text } from "#/components";
import { Icon } from "#/components/Icon";
import { dealToShow, isAlmostGone, leftOfDeal, offerOfDeal, secondsLeft } from "#/features/deals/deal";
import { OfferRow } from "#/features/show/OfferRow";
import { offerOfProduct, type Offer } from "#/features/show/offers";
import type { PlayerHandle } from "#/features/show/player";
import { clockOf } from "#/features/show/timeline";
import { useOffset } from "#/features/show/useOffset";
import type { ShowPage } from "#/features/show/useShowPage";
import { MoreWords, useI18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = {
  page: Pick<ShowPage, "room" | "pinnedId" | "pinned" | "purchase" | "show">;
  player: RefObject<PlayerHandle | null>;
  onChoose: (offer: Offer) => void;
  /** The pinned product, which the deal's card stands for while it is about the same. */
  row: ReactNode;
};

/** The last seconds are said in another colour. */
const LAST_S = 10;

export default function DealBar(props: Props) {
  return (
    <MoreWords of="deals" meanwhile={props.row}>
      <Bar {...props} />
    </MoreWords>
  );
}

function Bar({ page, player, onChoose, row }: Props) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const { room, pinnedId } = page;
  const serverNow = useNow(250) + useOffset(true);
  const takenAt = player.current?.figures()?.takenAt ?? null;
  const delayMs = takenAt === null ? 0 : serverNow - takenAt;
  useCartFollows(Object.values(room.deals).map(({ deal_id, state }) => `${deal_id} ${state}`).join());
  const deal = dealToShow(room, pinnedId, serverNow, delayMs);
  const product = useProduct(deal?.product_id ?? "");
  if (deal === null) return row;
  const known = deal.product_id === pinnedId && page.pinned ? page.pinned : null;
  const whole = known ?? (product.data ? offerOfProduct(product.data, room.stock, page.show.show_id) : null);
  if (whole === null) return row;

  const leftS = secondsLeft(deal, serverNow, delayMs);
  const isOver = deal.state !== "running" || leftS <= 0;
  const left = isOver ? 0 : leftOfDeal(deal, room);
  const isOn = left > 0;
  const offer = isOn ? offerOfDeal(deal, whole, left) : whole;
  const isLast = !isOver && leftS <= LAST_S;
  const note = isOver
    ? t("deals.over")
    : !isOn
      ? t("deals.gone")
      : isAlmostGone(left, deal.quantity)
        ? t("deals.almostGone", { count: left })
        : t("deals.left", { count: left });
  return (
    <>
      {deal.product_id === pinnedId ? null : row}
      <View style={[styles.card, { backgroundColor: colors.surface, borderColor: isOver ? colors.line : colors.lantern }]}>
        <View style={[styles.strip, { borderBottomColor: colors.line }]}>
          <Icon name="clock" size={18} color={isOver ? colors.quiet : colors.lantern} />
          <Text size="s" weight="bold" tone={isOver ? "quiet" : "lantern"}>
            {t("deals.title")}
          </Text>
          <View role="status" style={styles.note}>
            <Text size="s" weight="medium" tone={isOver || !isOn ? "quiet" : isAlmostGone(left, deal.quantity) ? "amber" : "ink"} numberOfLines={2}>
              {isOn && deal.per_person > 0 ? `${note} · ${t("deals.limit", { count: deal.per_person })}` : note}
            </Text>
          </View>
          {isOver ? null : (
            <Text weight="bold" tabular tone={isLast ? "signal" : "ink"} role="timer" aria-label={t("deals.ends", { time: clockOf(Math.ceil(leftS)) })}>
              {clockOf(Math.ceil(leftS))}
            </Text>
          )}
        </View>
        <OfferRow
          offer={offer}
          purchase={page.purchase}
          onChoose={() => {
            onChoose(whole);
          }}
          isOverlay
        />
      </View>
    </>
  );
}

/** A deal began or ended: what is in the cart has another price, and says so. */
function useCartFollows(news: string) {
  const client = useQueryClient();
  useEffect(() => {
    void client.invalidateQueries({ queryKey: cartKeys.all });
  }, [client, news]);
}

const styles = StyleSheet.create({
  card: { borderWidth: 2, borderRadius: radius.m, overflow: "hidden" },
  strip: { flexDirection: "row", alignItems: "center", gap: space.s, minHeight: 40, paddingHorizontal: space.m, borderBottomWidth: 1 },
  note: { flex: 1, minWidth: 0 },
});
