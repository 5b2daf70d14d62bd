import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useExtendDeal, useStopDeal } from "#/api/queries/deals";
import { Button, Price, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import type { Offer } from "#/features/show/offers";
import { clockOf } from "#/features/show/timeline";
import type { LiveShow } from "#/features/studio/useLive";
import { useI18n } from "#/i18n/context";
import type { DealEvent } from "#/realtime/frames";
import { space } from "#/theme/tokens";

const MORE = [1, 5] as const;

type Props = { live: LiveShow; offer: Offer; deal: DealEvent; leftS: number };

/** Read from a metre away: the time, what is taken; more time, or the end. */
export function RunningDeal({ live, offer, deal, leftS }: Props) {
  const { t } = useI18n();
  const extend = useExtendDeal(live.show.show_id, deal.deal_id);
  const stop = useStopDeal(live.show.show_id, deal.deal_id);
  // one key until it was answered: a press after a network error means the same one
  const [keys, setKeys] = useState(() => ({ more: newKey(), stop: newKey() }));
  // not by the viewer's own reckoning: what both parts share would be in everyone's first load
  const left = live.room.dealLeft[deal.deal_id] ?? deal.left;
  const kind = offer.variants.find((one) => one.variantId === deal.variant_id)?.title;
  const title = offer.variants.length > 1 && kind ? `${offer.title} ${kind}` : offer.title;
  return (
    <>
      <View style={styles.row}>
        <Text size="xxl" weight="bold" tabular tone={leftS <= 10 ? "signal" : "ink"} role="timer" aria-label={t("deals.ends", { time: clockOf(Math.ceil(leftS)) })}>
          {clockOf(Math.ceil(leftS))}
        </Text>
        <View style={styles.facts}>
          {offer.variants.length > 1 && kind ? <Text size="s">{kind}</Text> : null}
          <Price money={deal.price} was={deal.was} />
          <Text weight="medium" tabular tone={left <= deal.quantity / 5 ? "amber" : "jade"}>
            {t("deals.deskTaken", { count: deal.quantity - left, total: deal.quantity })}
          </Text>
        </View>
      </View>
      {extend.isError ? <ErrorNotice error={extend.error} /> : null}
      {stop.isError ? <ErrorNotice error={stop.error} /> : null}
      <View style={styles.row}>
        {MORE.map((minutes) => (
          <Button
            key={minutes}
            kind="outline"
            title={t("deals.deskMore", { count: minutes })}
            label={t("deals.deskMoreNamed", { count: minutes, title })}
            busy={extend.isPending && extend.variables.seconds === minutes * 60}
            onPress={() => {
              if (extend.isPending) return;
              extend.mutate(
                { key: `${keys.more}:${String(minutes)}`, seconds: minutes * 60 },
                {
                  onSuccess: () => {
                    setKeys((now) => ({ ...now, more: newKey() }));
                  },
                },
              );
            }}
          />
        ))}
        <Button
          kind="quiet"
          title={t("deals.deskStop")}
          label={t("deals.deskStopNamed", { title })}
          busy={stop.isPending}
          onPress={() => {
            stop.mutate({ key: keys.stop });
          }}
        />
      </View>
    </>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", flexWrap: "wrap", alignItems: "center", gap: space.m },
  facts: { flex: 1, minWidth: 120 },
});
