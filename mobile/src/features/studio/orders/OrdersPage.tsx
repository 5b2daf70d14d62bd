import { useLocalSearchParams, useRouter } from "expo-router";
import { useEffect, useState } from "react";
import { Platform, View } from "react-native";
import { tableUrl, useShopOrders, type Wanted } from "#/api/queries/shop-orders";
import { mayPack, useMyShops } from "#/api/queries/shops";
import { Button, EmptyState, ErrorState, Text } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { Waiting } from "#/features/login/SignedIn";
import { Chips } from "#/features/studio/orders/Chips";
import { OrderRow, OrdersHead } from "#/features/studio/orders/OrderRow";
import { OrderSheet } from "#/features/studio/orders/OrderSheet";
import { FILTERS, filterOf } from "#/features/studio/orders/filters";
import { TABLE } from "#/features/studio/sizes";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

const TYPED_MS = 400;

/** A shop's orders: found, packed, shipped, given up. State and text stand in the address. */
export function OrdersPage({ shopId, up = `/studio/shops/${shopId}` }: { shopId: string; up?: string }) {
  const { t } = useI18n();
  const router = useRouter();
  const params = useLocalSearchParams<{ state?: string; q?: string }>();
  const mine = useMyShops();
  const role = mine.data?.shops.find(({ shop }) => shop.shop_id === shopId)?.role;
  const filter = filterOf(params.state);
  const wanted: Wanted = { states: filter.states, text: params.q ?? "" };
  const list = useShopOrders(shopId, wanted);
  const [openId, setOpenId] = useState<string | null>(null);
  const orders = list.data?.pages.flatMap((page) => page.orders) ?? [];
  const open = orders.find((order) => order.order_id === openId);
  const isNarrowed = filter.name !== "" || wanted.text !== "";
  return (
    <Page title={t("fulfil.open")} up={up} width={TABLE}>
      <Search
        hint={t(role !== undefined && !mayPack(role) ? "fulfil.searchHintHost" : "fulfil.searchHint")}
        text={wanted.text}
        onChange={(q) => {
          router.setParams({ q: q || undefined });
        }}
      />
      <Chips
        label={t("fulfil.show")}
        options={FILTERS.map(({ name, word }) => ({ value: name, text: t(word) }))}
        value={filter.name}
        onChange={(name) => {
          router.setParams({ state: name || undefined });
        }}
      />
      {list.isPending ? <Waiting rows={4} /> : null}
      {list.isError && !list.data ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data && orders.length === 0 ? (
        <EmptyState
          title={t(isNarrowed ? "fulfil.noneFound" : "fulfil.none")}
          body={t(isNarrowed ? "fulfil.noneFoundBody" : "fulfil.noneBody")}
        >
          {isNarrowed ? (
            <Button
              kind="outline"
              title={t("fulfil.clear")}
              onPress={() => {
                router.setParams({ state: undefined, q: undefined });
              }}
            />
          ) : null}
        </EmptyState>
      ) : null}
      {orders.length > 0 ? (
        <View style={{ gap: space.m }}>
          <View role="list" aria-label={t("fulfil.open")}>
            <OrdersHead />
            {orders.map((order) => (
              <OrderRow
                key={order.order_id}
                order={order}
                onPress={() => {
                  setOpenId(order.order_id);
                }}
              />
            ))}
          </View>
          {list.isError ? <ErrorNotice error={list.error} /> : null}
          {list.hasNextPage ? (
            <Button kind="quiet" title={t("studio.more")} busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()} />
          ) : (
            <Text size="s" tone="quiet" center>
              {t("fulfil.end")}
            </Text>
          )}
          <Download shopId={shopId} wanted={wanted} />
        </View>
      ) : null}
      <OrderSheet
        seen={open}
        orderId={openId}
        role={role}
        onClose={() => {
          setOpenId(null);
        }}
      />
    </Page>
  );
}

/** Asks when she has stopped typing. */
function Search({ hint, text, onChange }: { hint: string; text: string; onChange: (text: string) => void }) {
  const { t } = useI18n();
  const [typed, setTyped] = useState(text);
  const [known, setKnown] = useState(text);
  if (known !== text) {
    // changed from outside: back, or all filters taken away
    setKnown(text);
    setTyped(text);
  }
  const wished = typed.trim();
  useEffect(() => {
    if (wished === text) return;
    const timer = setTimeout(() => {
      setKnown(wished);
      onChange(wished);
    }, TYPED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [wished, text, onChange]);
  return <Field label={t("fulfil.search")} hint={hint} value={typed} onChange={setTyped} maxLength={80} enterKeyHint="search" />;
}

/** The browser fetches it by itself, so it may be long. Phones have nowhere to put a table. */
function Download({ shopId, wanted }: { shopId: string; wanted: Wanted }) {
  const { t } = useI18n();
  const [isBusy, setBusy] = useState(false);
  if (Platform.OS !== "web") return null;
  const fetchTable = async () => {
    setBusy(true);
    try {
      const link = document.createElement("a");
      link.href = await tableUrl(shopId, wanted);
      link.download = "orders.csv";
      link.click();
    } finally {
      setBusy(false);
    }
  };
  return <Button kind="outline" title={t("fulfil.table")} busy={isBusy} onPress={() => void fetchTable()} style={{ alignSelf: "center" }} />;
}
