import { Link } from "expo-router";
import type { ReactNode } from "react";
import { StyleSheet, View } from "react-native";
import type { ApiError } from "#/api/errors";
import type { CartLine } from "#/api/types";
import { Button, Price, ProductImage, Text } from "#/components";
import { ErrorNotice, Notice } from "#/components/Notice";
import { DealNote } from "#/features/cart/DealNote";
import { Stepper } from "#/features/cart/Stepper";
import { mostOf, times, troubleOf, type LineTrouble } from "#/features/cart/lines";
import { useI18n, type I18n } from "#/i18n/context";
import { useWays } from "#/lib/ways";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

type Props = {
  line: CartLine;
  isFirst?: boolean;
  /** Its trouble stands in the way of what was just pressed. */
  isAsked?: boolean;
  error: ApiError | null;
  onQuantity: (quantity: number) => void;
  onRemove: () => void;
  children?: ReactNode;
};

export function CartRow({ line, isFirst = true, isAsked = false, error, onQuantity, onRemove, children }: Props) {
  const { t, money } = useI18n();
  const { colors } = useTheme();
  const ways = useWays();
  const trouble = troubleOf(line);
  const price = line.unit_price;
  const isSold = trouble !== "gone" && trouble !== "soldOut";
  return (
    <View style={[styles.line, isFirst ? null : [styles.rule, { borderTopColor: colors.line }]]}>
      {trouble ? (
        <Notice isShown={isAsked} text={sayTrouble(trouble, line, { t, money })}>
          {trouble === "priceChanged" && price ? (
            <Button
              kind="outline"
              title={t("cart.acceptPrice", { price: money(price) })}
              onPress={() => {
                onQuantity(line.quantity);
              }}
            />
          ) : null}
          {trouble === "tooFew" ? (
            <Button
              kind="outline"
              title={t("cart.takeLeft", { count: line.available })}
              onPress={() => {
                onQuantity(line.available);
              }}
            />
          ) : null}
        </Notice>
      ) : null}
      <View style={styles.row}>
        <ProductImage url={line.image_url} title={line.title} size={72} />
        <View style={styles.words}>
          <Link
            href={`/products/${line.product_id}`}
            onPress={(event) => {
              if (ways.over === null) return;
              event.preventDefault();
              ways.toProduct(line.product_id);
            }}
          >
            <Text numberOfLines={2}>{line.title}</Text>
          </Link>
          {price ? <Price money={price} was={line.price_changed ? line.seen_price : undefined} size="s" /> : null}
          {line.deal_end_time ? <DealNote endTime={line.deal_end_time} /> : null}
        </View>
        {price ? <Price money={times(price, line.quantity)} style={styles.sum} /> : null}
      </View>
      {children}
      <View style={styles.controls}>
        {isSold ? (
          <Stepper title={line.title} quantity={line.quantity} most={mostOf(line)} onChange={onQuantity} />
        ) : null}
        <Button kind="outline" title={t("cart.remove")} label={t("cart.removeNamed", { title: line.title })} onPress={onRemove} />
      </View>
      {error ? <ErrorNotice error={error} /> : null}
    </View>
  );
}

function sayTrouble(trouble: LineTrouble, line: CartLine, { t, money }: Pick<I18n, "t" | "money">): string {
  switch (trouble) {
    case "gone":
      return t("cart.gone");
    case "soldOut":
      return t("cart.soldOut");
    case "tooFew":
      return t("cart.tooFew", { count: line.available, asked: line.quantity });
    case "priceChanged":
      return t("cart.priceChanged", {
        was: money(line.seen_price),
        now: money(line.unit_price ?? line.seen_price),
      });
  }
}

const styles = StyleSheet.create({
  line: { gap: space.s },
  rule: { borderTopWidth: 1, paddingTop: space.m },
  row: { flexDirection: "row", gap: space.m },
  words: { flex: 1, gap: space.xs },
  sum: { flexShrink: 0 },
  controls: { flexDirection: "row", justifyContent: "space-between", alignItems: "center" },
});
