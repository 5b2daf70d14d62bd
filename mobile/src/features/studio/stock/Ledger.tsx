import { useState } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { useMe } from "#/api/queries/me";
import { useShow } from "#/api/queries/shows";
import { useStockEntries } from "#/api/queries/stock";
import type { Role, StockEntry } from "#/api/types";
import { Button, ErrorState, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { Waiting } from "#/features/login/SignedIn";
import { Chips } from "#/features/studio/orders/Chips";
import { OrderSheet } from "#/features/studio/orders/OrderSheet";
import { FILTERS, KINDS, changeOf, filterOf } from "#/features/studio/stock/words";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

/** Everything that ever happened to a variant's stock, newest first. What was for an order opens it. */
export function Ledger({ variantId, role }: { variantId: string; role: Role }) {
  const { t } = useI18n();
  const [wanted, setWanted] = useState("");
  const [orderId, setOrderId] = useState<string | null>(null);
  const list = useStockEntries(variantId, filterOf(wanted).kinds);
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Card title={t("stock.ledger")}>
      <Chips
        label={t("stock.filter")}
        options={FILTERS.map(({ name, word }) => ({ value: name, text: t(word) }))}
        value={wanted}
        onChange={setWanted}
      />
      {list.isPending ? <Waiting rows={3} /> : null}
      {list.isError && !list.data ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data && entries.length === 0 ? <Text tone="quiet">{t("stock.noEntries")}</Text> : null}
      {entries.length > 0 ? (
        <View role="list" aria-label={t("stock.ledger")}>
          {entries.map((entry) => (
            <Line key={entry.version} entry={entry} onOrder={setOrderId} />
          ))}
        </View>
      ) : null}
      {list.isError && list.data ? <ErrorNotice error={list.error} /> : null}
      {list.hasNextPage ? (
        <Button kind="quiet" title={t("studio.more")} busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()} />
      ) : null}
      <OrderSheet
        seen={undefined}
        orderId={orderId}
        role={role}
        onClose={() => {
          setOrderId(null);
        }}
      />
    </Card>
  );
}

function Line({ entry, onOrder }: { entry: StockEntry; onOrder: (orderId: string) => void }) {
  const { t, count, dateTime } = useI18n();
  const { colors } = useTheme();
  const who = useWho(entry);
  const show = useShow(entry.show_id);
  const why = [
    entry.reason,
    show.data ? t("stock.inShow", { title: show.data.title }) : "",
    entry.allocated > 0 && entry.order_id ? t("stock.ofAllocated", { count: entry.allocated }) : "",
  ].filter(Boolean);
  const inside = (
    <>
      <View style={styles.words}>
        <Text>{t(KINDS[entry.kind])}</Text>
        {why.length > 0 ? <Text size="s">{why.join(" · ")}</Text> : null}
        <Text size="s" tone="quiet" tabular>
          {[who, dateTime(entry.create_time)].join(" · ")}
        </Text>
        {entry.order_id ? (
          <Text size="s" tone="lantern">
            {t("stock.seeOrder")}
          </Text>
        ) : null}
      </View>
      <Text weight="medium" tabular numberOfLines={1}>
        {changeOf(entry, count)}
      </Text>
    </>
  );
  return (
    <View role="listitem" style={[styles.line, { borderColor: colors.line }]}>
      {entry.order_id ? (
        <Pressable
          role="button"
          onPress={() => {
            onOrder(entry.order_id);
          }}
          style={({ pressed }) => [styles.row, { backgroundColor: pressed ? colors.raised : "transparent" }]}
        >
          {inside}
        </Pressable>
      ) : (
        <View style={styles.row}>{inside}</View>
      )}
    </View>
  );
}

/** Colleagues have no names here: she knows who else works for her. */
function useWho(entry: StockEntry): string {
  const { t } = useI18n();
  const me = useMe();
  if (entry.actor === "order") return t(entry.kind === "held" ? "fulfil.byBuyer" : "fulfil.bySystem");
  if (entry.actor === "stream") return t("stock.byShowEnd");
  return t(entry.actor === me.data?.user_id ? "stock.byYou" : "fulfil.byShop");
}

const styles = StyleSheet.create({
  line: { borderBottomWidth: 1 },
  row: { flexDirection: "row", alignItems: "center", gap: space.m, minHeight: 56, paddingVertical: space.s },
  words: { flex: 1, minWidth: 0 },
});
