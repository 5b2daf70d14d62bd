import { useState } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { useProduct } from "#/api/queries/products";
import { useShop } from "#/api/queries/shops";
import { useCartCount } from "#/api/queries/cart";
import type { Product, Variant } from "#/api/types";
import { Badge, Button, ErrorState, Icon, Price, Skeleton, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { Gallery } from "#/features/products/Gallery";
import { priceOf } from "#/features/products/price";
import { limitWords } from "#/features/products/limits";
import { useAdd, type Returned } from "#/features/products/useAdd";
import { leftOf } from "#/features/show/offers";
import { useI18n } from "#/i18n/context";
import { useWays } from "#/lib/ways";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = { productId: string; showId: string; returned: Returned | null };

export function ProductPage({ productId, showId, returned }: Props) {
  const { t } = useI18n();
  const product = useProduct(productId);
  const shop = useShop(product.data?.shop_id ?? "");
  if (product.data) {
    return <Loaded product={product.data} currency={shop.data?.currency_code ?? ""} shopName={shop.data?.name ?? ""} showId={showId} returned={returned} />;
  }
  return (
    <Page title={t("cart.product")}>
      {product.isError ? (
        <ErrorState error={product.error} onRetry={() => void product.refetch()} />
      ) : (
        <View role="status" aria-label={t("common.loading")} style={styles.words}>
          <Skeleton height={358} />
          <Skeleton width="70%" height={28} />
          <Skeleton width="30%" height={28} />
        </View>
      )}
    </Page>
  );
}

type LoadedProps = { product: Product; currency: string; shopName: string; showId: string; returned: Returned | null };

function Loaded({ product, currency, shopName, showId, returned }: LoadedProps) {
  const { t } = useI18n();
  const ways = useWays();
  const count = useCartCount(product.shop_id);
  const left = (variant: Variant) => ways.over?.stock[variant.variant_id] ?? leftOf(variant, showId);
  const first = product.variants.find((variant) => left(variant) > 0) ?? product.variants[0];
  const [chosenId, setChosenId] = useState(returned?.variantId ?? first?.variant_id);
  const chosen = product.variants.find((variant) => variant.variant_id === chosenId) ?? first;
  const add = useAdd({ productId: product.product_id, shopId: product.shop_id, showId, returned });
  const price = chosen ? priceOf(chosen, currency) : null;
  const isLeft = chosen !== undefined && left(chosen) > 0 && price !== null;
  const limits = limitWords(product.limits, t);
  const toCart = (
    <Button
      kind="quiet"
      icon="cart"
      title={add.isAdded ? t("cart.addedSee") : t("common.cartWith", { count })}
      onPress={() => {
        ways.toCart(product.shop_id);
      }}
    />
  );
  return (
    <Page
      title={shopName || t("cart.product")}
      footer={
        <>
          {add.error === null ? null : <ErrorNotice error={add.error} />}
          {count > 0 || add.isAdded ? toCart : null}
          {isLeft ? (
            <View style={styles.acts}>
              <Button
                kind="outline"
                icon="plus"
                title={t("show.add")}
                disabled={add.isBusy}
                style={styles.grow}
                onPress={() => {
                  add.press("add", chosen.variant_id);
                }}
              />
              <Button
                title={t("show.buyNow")}
                busy={add.isBusy}
                style={styles.grow}
                onPress={() => {
                  add.press("buy", chosen.variant_id);
                }}
              />
            </View>
          ) : (
            <Button title={t("show.soldOut")} disabled onPress={() => undefined} />
          )}
        </>
      }
    >
      <Gallery urls={product.image_urls} title={product.title} />
      <View style={styles.words}>
        <Text size="xl" weight="bold" heading={2}>
          {product.title}
        </Text>
        {price ? <Price money={price} size="xl" tone="lantern" /> : <Text tone="quiet">{t("cart.gone")}</Text>}
        {chosen ? <Stock left={left(chosen)} /> : null}
        {limits.length > 0 ? <Text tone="quiet">{limits.join(" · ")}</Text> : null}
      </View>
      {product.variants.length > 1 ? (
        <View role="radiogroup" aria-label={t("show.chooseTitle")} style={styles.words}>
          {product.variants.map((variant) => (
            <Choice
              key={variant.variant_id}
              variant={variant}
              left={left(variant)}
              currency={currency}
              isChosen={variant === chosen}
              onChoose={() => {
                setChosenId(variant.variant_id);
              }}
            />
          ))}
        </View>
      ) : null}
      {product.description ? <Text>{product.description}</Text> : null}
    </Page>
  );
}

const FEW = 20;

function Stock({ left }: { left: number }) {
  const { t } = useI18n();
  if (left <= 0) return <Badge tone="quiet" text={t("show.soldOut")} />;
  return left <= FEW ? <Badge tone="amber" text={t("show.left", { count: left })} /> : <Badge tone="jade" text={t("cart.inStock")} />;
}

type ChoiceProps = { variant: Variant; left: number; currency: string; isChosen: boolean; onChoose: () => void };

function Choice({ variant, left, currency, isChosen, onChoose }: ChoiceProps) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const price = priceOf(variant, currency);
  return (
    <Pressable
      role="radio"
      aria-checked={isChosen}
      onPress={onChoose}
      style={[styles.choice, { borderColor: isChosen ? colors.lantern : colors.line, backgroundColor: colors.surface }]}
    >
      <Text style={styles.grow}>{variant.title || variant.sku}</Text>
      {left <= 0 ? <Text tone="quiet">{t("show.soldOut")}</Text> : null}
      {price ? <Price money={price} /> : null}
      {isChosen ? <Icon name="check" size={20} color={colors.lantern} /> : null}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  words: { gap: space.s },
  grow: { flex: 1 },
  acts: { flexDirection: "row", gap: space.s },
  choice: { flexDirection: "row", alignItems: "center", gap: space.s, minHeight: 48, paddingHorizontal: space.m, borderWidth: 1, borderRadius: radius.s },
});
