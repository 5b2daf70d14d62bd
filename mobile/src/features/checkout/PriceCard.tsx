import { StyleSheet, View } from "react-native";
import type { OrderPrice } from "#/api/types";
import { Card } from "#/components/Card";
import { TotalRow } from "#/features/cart/TotalRow";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** What the total is made of. */
export function PriceRows({ price, count, code }: { price: OrderPrice; count: number; code: string }) {
  const { t } = useI18n();
  const { discount } = price;
  return (
    <View style={styles.rows}>
      <TotalRow isPart label={t("checkout.items", { count })} money={price.subtotal} />
      <TotalRow isPart label={t("checkout.shipping")} money={price.shipping} />
      {discount.amount_minor > 0 ? (
        <TotalRow isPart label={t("delivery.discountOf", { code })} money={{ ...discount, amount_minor: -discount.amount_minor }} />
      ) : null}
      <TotalRow label={t("cart.total")} money={price.total} />
    </View>
  );
}

export function PriceCard(props: { price: OrderPrice; count: number; code: string }) {
  const { t } = useI18n();
  return (
    <Card title={t("delivery.sum")}>
      <PriceRows {...props} />
    </Card>
  );
}

const styles = StyleSheet.create({ rows: { gap: space.s } });
