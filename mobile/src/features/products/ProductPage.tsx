import { useRouter } from "expo-router";
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
import { useAdd, type Returned } from "#/features/products/useAdd";
import { useI18n } from "#/i18n/context";
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
  const router = useRouter();
  const count = useCartCount(product.shop_id);
  const first = product.variants.find((variant) => variant.stock.on_hand > 0) ?? product.variants[0];
  const [chosenId, setChosenId] = useState(returned?.variantId ?? first?.variant_id);
  const chosen = product.variants.find((variant) => variant.variant_id === chosenId) ?? first;
  const add = useAdd({ productId: product.product_id, shopId: product.shop_id, showId, returned });
  const price = chosen ? priceOf(chosen, currency) : null;
  const isLeft = chosen !== undefined && chosen.stock.on_hand > 0 && price !== null;
  const toCart = (
    <Button
      kind="quiet"
      icon="cart"
      title={add.isAdded ? t("cart.addedSee") : t("common.cartWith", { count })}
      onPress={() => {
        router.push(`/cart/${product.shop_id}`);
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
          <Button
            icon={isLeft ? "plus" : undefined}
            title={isLeft ? t("show.add") : t("show.soldOut")}
            disabled={!isLeft}
            busy={add.isBusy}
            onPress={() => {
              if (chosen) add.press(chosen.variant_id);
            }}
          />
        </>
      }
    >
      <Gallery urls={product.image_urls} title={product.title} />
      <View style={styles.words}>
        <Text size="xl" weight="bold" heading={2}>
          {product.title}
        </Text>
        {price ? <Price money={price} size="xl" tone="lantern" /> : <Text tone="quiet">{t("cart.gone")}</Text>}
        {chosen ? <Stock variant={chosen} /> : null}
      </View>
      {product.variants.length > 1 ? (
        <View role="radiogroup" aria-label={t("show.chooseTitle")} style={styles.words}>
          {product.variants.map((variant) => (
            <Choice
              key={variant.variant_id}
              variant={variant}
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

function Stock({ variant }: { variant: Variant }) {
  const { t } = useI18n();
  const left = variant.stock.on_hand;
  if (left <= 0) return <Badge tone="quiet" text={t("show.soldOut")} />;
  return left <= FEW ? <Badge tone="amber" text={t("show.left", { count: left })} /> : <Badge tone="jade" text={t("cart.inStock")} />;
}

type ChoiceProps = { variant: Variant; currency: string; isChosen: boolean; onChoose: () => void };

function Choice({ variant, currency, isChosen, onChoose }: ChoiceProps) {
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
      {variant.stock.on_hand <= 0 ? <Text tone="quiet">{t("show.soldOut")}</Text> : null}
      {price ? <Price money={price} /> : null}
      {isChosen ? <Icon name="check" size={20} color={colors.lantern} /> : null}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  words: { gap: space.s },
  grow: { flex: 1 },
  choice: { flexDirection: "row", alignItems: "center", gap: space.s, minHeight: 48, paddingHorizontal: space.m, borderWidth: 1, borderRadius: radius.s },
});
