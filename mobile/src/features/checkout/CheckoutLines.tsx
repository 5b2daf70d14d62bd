import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { ApiError } from "#/api/errors";
import { useRemoveLine, useSetQuantity } from "#/api/queries/cart";
import type { Cart, CartLine } from "#/api/types";
import { Price, ProductImage, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { CartRow } from "#/features/cart/CartRow";
import { times, troubleOf } from "#/features/cart/lines";
import { placeOf } from "#/features/checkout/machine";
import { useI18n } from "#/i18n/context";
import { reasonOf } from "#/i18n/reasons";
import { space } from "#/theme/tokens";

/** What is ordered, from whom; a line that needs a decision can be decided here. */
export function CheckoutLines({ cart, shopName, error }: { cart: Cart; shopName: string; error: unknown }) {
  const { t } = useI18n();
  const setQuantity = useSetQuantity(cart.shop_id);
  const remove = useRemoveLine(cart.shop_id);
  const refused = error instanceof ApiError && placeOf(reasonOf(error)) === "line" ? error : null;
  const failed = [setQuantity, remove].find((one) => one.isError && !one.isPending);
  return (
    <Card title={shopName ? t("checkout.linesFrom", { shop: shopName }) : t("checkout.lines")}>
      {cart.lines.map((line) =>
        troubleOf(line) ? (
          <CartRow
            key={line.variant_id}
            line={line}
            isAsked={refused !== null}
            error={failed?.variables.variantId === line.variant_id && failed.error instanceof ApiError ? failed.error : null}
            onQuantity={(quantity) => {
              setQuantity.mutate({ key: newKey(), variantId: line.variant_id, quantity });
            }}
            onRemove={() => {
              remove.mutate({ key: newKey(), variantId: line.variant_id });
            }}
          />
        ) : (
          <View key={line.variant_id} style={styles.line}>
            {refused?.metadata["variant_id"] === line.variant_id ? <ErrorNotice error={refused} /> : null}
            <Row line={line} />
          </View>
        ),
      )}
    </Card>
  );
}

function Row({ line }: { line: CartLine }) {
  const { money } = useI18n();
  const price = line.unit_price ?? line.seen_price;
  return (
    <View style={styles.row}>
      <ProductImage url={line.image_url} title={line.title} size={56} />
      <View style={styles.words}>
        <Text numberOfLines={2}>{line.title}</Text>
        <Text size="s" tone="quiet" tabular>
          {`${money(price)} × ${String(line.quantity)}`}
        </Text>
      </View>
      <Price money={times(price, line.quantity)} />
    </View>
  );
}

const styles = StyleSheet.create({
  line: { gap: space.s },
  row: { flexDirection: "row", gap: space.m },
  words: { flex: 1 },
});
