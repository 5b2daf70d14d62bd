import { Link, useRouter } from "expo-router";
import { StyleSheet, View } from "react-native";
import { useMyOrders } from "#/api/queries/orders";
import type { Order } from "#/api/types";
import { Badge, Button, EmptyState, ErrorState, Price, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { SignedIn, Waiting } from "#/features/login/SignedIn";
import { LOOKS } from "#/features/orders/looks";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

export function Orders() {
  const { t } = useI18n();
  return (
    <Page title={t("common.orders")}>
      <SignedIn>
        <List />
      </SignedIn>
    </Page>
  );
}

function List() {
  const { t } = useI18n();
  const router = useRouter();
  const orders = useMyOrders();
  if (orders.isPending) return <Waiting />;
  if (!orders.data) return <ErrorState error={orders.error} onRetry={() => void orders.refetch()} />;
  const all = orders.data.pages.flatMap((page) => page.orders);
  if (all.length === 0) {
    return (
      <EmptyState title={t("orders.emptyTitle")} body={t("orders.emptyBody")}>
        <Button
          title={t("common.toHome")}
          onPress={() => {
            router.push("/");
          }}
        />
      </EmptyState>
    );
  }
  return (
    <View style={styles.list}>
      {all.map((order) => (
        <Row key={order.order_id} order={order} />
      ))}
      {orders.isError ? <ErrorNotice error={orders.error} /> : null}
      {orders.hasNextPage ? (
        <Button kind="quiet" title={t("orders.more")} busy={orders.isFetchingNextPage} onPress={() => void orders.fetchNextPage()} />
      ) : (
        <Text size="s" tone="quiet" center>
          {t("orders.end")}
        </Text>
      )}
    </View>
  );
}

function Row({ order }: { order: Order }) {
  const { t, when } = useI18n();
  const { colors } = useTheme();
  const look = LOOKS[order.state];
  const first = order.lines[0]?.title ?? "";
  const others = order.lines.length - 1;
  return (
    <Link href={`/orders/${order.order_id}`} style={{ backgroundColor: colors.surface, borderColor: colors.line, ...styles.row }}>
      <View style={styles.words}>
        <Text numberOfLines={2}>{others > 0 ? t("orders.andMore", { title: first, count: others }) : first}</Text>
        <Text size="s" tone="quiet" tabular>
          {`${order.order_no} · ${when(order.place_time)}`}
        </Text>
        <Badge text={t(look.word)} tone={look.tone} />
      </View>
      <Price money={order.total} />
    </Link>
  );
}

const styles = StyleSheet.create({
  list: { gap: space.m },
  row: { display: "flex", flexDirection: "row", gap: space.m, padding: space.l, borderRadius: radius.m, borderWidth: 1 },
  words: { flex: 1, gap: space.xs },
});
