import { StyleSheet, View } from "react-native";
import type { OrderPrice } from "#/api/types";
import { Card } from "#/components/Card";
import { TotalRow } from "#/features/cart/TotalRow";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

type Props = { price: Omit<OrderPrice, "total">; count: number; code: string };

/** What a voucher is chosen by; it says nothing to people. */
const VOUCHER = /^V-[0-9A-F]{20}$/;

/** What the total is made of. */
export function PriceParts({ price, count, code }: Props) {
  const { t } = useI18n();
  const { discount } = price;
  return (
    <View style={styles.rows}>
      <TotalRow isPart label={t("checkout.items", { count })} money={price.subtotal} />
      <TotalRow isPart label={t("checkout.shipping")} money={price.shipping} />
      {discount.amount_minor > 0 ? (
        <TotalRow isPart label={VOUCHER.test(code) ? t("delivery.voucher") : t("delivery.discountOf", { code })} money={{ ...discount, amount_minor: -discount.amount_minor }} />
      ) : null}
    </View>
  );
}

/** Above the button, which has the total. */
export function PriceCard(props: Props) {
  const { t } = useI18n();
  return (
    <Card title={t("delivery.sum")}>
      <PriceParts {...props} />
    </Card>
  );
}

const styles = StyleSheet.create({ rows: { gap: space.s } });
