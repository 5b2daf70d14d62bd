import { useEffect, useRef, useState } from "react";
import { ScrollView, StyleSheet, View } from "react-native";
import { ErrorState, Skeleton, Text } from "#/components";
import { LOOKS, isEnded } from "#/features/orders/looks";
import type { Ticked } from "#/features/studio/ticker";
import type { LiveShow } from "#/features/studio/useLive";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

const NEW_MS = 4000;

/** What is sold, newest first, with what it comes to. */
export function OrderTicker({ live, isDense }: { live: LiveShow; isDense: boolean }) {
  const { t, money } = useI18n();
  const { orders, sums } = live;
  const fresh = useFresh(orders, live.isOrdersPending);
  return (
    <View style={styles.box}>
      <View style={styles.sums}>
        <Text size={isDense ? "l" : "xl"} weight="bold" tone={sums.orders > 0 ? "jade" : "quiet"} tabular>
          {sums.amounts.length > 0 ? sums.amounts.map(money).join(" + ") : "–"}
        </Text>
        <Text size="s" tone="quiet" tabular style={styles.counts}>
          {t("studio.paidOrders", { count: sums.orders })}
          {sums.waiting > 0 ? ` · ${t("studio.waitingOrders", { count: sums.waiting })}` : ""}
        </Text>
      </View>
      {live.ordersError && orders.length === 0 ? <ErrorState error={live.ordersError} /> : null}
      <ScrollView contentContainerStyle={styles.list} role="log" aria-label={t("studio.orders")}>
        {live.isOrdersPending ? <Skeleton height={56} /> : null}
        {!live.isOrdersPending && !live.ordersError && orders.length === 0 ? (
          <Text size="s" tone="quiet">
            {t("studio.noOrders")}
          </Text>
        ) : null}
        {orders.map((order) => (
          <Row key={order.orderId} order={order} isNew={fresh.has(order.orderId)} isDense={isDense} />
        ))}
      </ScrollView>
    </View>
  );
}

/** Which came while she was looking, for a moment. */
function useFresh(orders: readonly Ticked[], isPending: boolean): ReadonlySet<string> {
  const known = useRef<Set<string> | null>(null);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (isPending) return;
    const ids = orders.map(({ orderId }) => orderId);
    const before = known.current;
    known.current = new Set(ids);
    if (before === null) return;
    const come = ids.filter((id) => !before.has(id));
    if (come.length === 0) return;
    setFresh(new Set(come));
    const timer = setTimeout(() => {
      setFresh(new Set());
    }, NEW_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [orders, isPending]);
  return fresh;
}

function Row({ order, isNew, isDense }: { order: Ticked; isNew: boolean; isDense: boolean }) {
  const { t, money, when } = useI18n();
  const { colors } = useTheme();
  const look = LOOKS[order.state];
  const isOff = isEnded(order.state);
  return (
    <View
      style={[
        styles.row,
        { backgroundColor: isNew ? colors.raised : colors.surface, borderColor: isNew ? colors.jade : colors.line },
      ]}
    >
      <View style={styles.words}>
        <Text size={isDense ? "s" : "m"} weight="medium" tone={isOff ? "quiet" : "ink"} numberOfLines={2}>
          {order.things.map(({ title, quantity }) => `${title} × ${quantity}`).join(" · ")}
        </Text>
        <Text size="xs" tone="quiet" tabular numberOfLines={1}>
          {`${order.orderNo} · ${when(order.time)}`}
        </Text>
      </View>
      <View style={styles.end}>
        <Text weight="bold" tabular numberOfLines={1} tone={isOff ? "quiet" : "ink"} style={isOff ? styles.struck : null}>
          {money(order.amount)}
        </Text>
        <Text size="xs" weight="medium" tone={look.tone}>
          {t(look.word)}
        </Text>
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  box: { flex: 1, minHeight: 0, gap: space.s },
  sums: { flexDirection: "row", flexWrap: "wrap", alignItems: "baseline", columnGap: space.m },
  counts: { flexShrink: 1 },
  list: { gap: space.s, paddingBottom: space.l },
  row: { flexDirection: "row", gap: space.m, alignItems: "center", borderWidth: 1, borderRadius: radius.s, padding: space.s },
  words: { flex: 1, minWidth: 0 },
  end: { alignItems: "flex-end" },
  struck: { textDecorationLine: "line-through" },
});
