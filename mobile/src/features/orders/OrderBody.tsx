import { Link } from "expo-router";
import { StyleSheet, View } from "react-native";
import type { Order } from "#/api/types";
import { Price, Text } from "#/components";
import { Card } from "#/components/Card";
import { useAddressWords } from "#/features/addresses/words";
import { TotalRow } from "#/features/cart/TotalRow";
import { times } from "#/features/cart/lines";
import { PriceParts } from "#/features/checkout/PriceCard";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

export function OrderBody({ order, title }: { order: Order; title?: string }) {
  const { t, money } = useI18n();
  const { contact } = order;
  const words = useAddressWords();
  return (
    <>
      <Card title={title ?? t("checkout.lines")}>
        {order.lines.map((line) => (
          <View key={line.variant_id} style={styles.row}>
            <View style={styles.words}>
              <Link href={`/products/${line.product_id}`}>
                <Text numberOfLines={2}>{line.title}</Text>
              </Link>
              <Text size="s" tone="quiet" tabular>
                {`${money(line.unit_price)} × ${String(line.quantity)}`}
              </Text>
            </View>
            <Price money={times(line.unit_price, line.quantity)} />
          </View>
        ))}
        <PriceParts price={order} code={order.coupon_code} count={order.lines.reduce((sum, line) => sum + line.quantity, 0)} />
        <TotalRow label={t("cart.total")} money={order.total} />
      </Card>
      {contact.name ? (
        <Card title={t("orders.sentTo")}>
          <Text size="s" tone="quiet">
            {t(`delivery.${order.delivery.kind}`)}
          </Text>
          <Text>{contact.name}</Text>
          <Text tabular>{contact.phone}</Text>
          <Text>{words.where(order)}</Text>
        </Card>
      ) : null}
    </>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", gap: space.m },
  words: { flex: 1 },
});
