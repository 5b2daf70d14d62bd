import { useState } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { mayManage } from "#/api/queries/shops";
import { useShopProducts } from "#/api/queries/studio";
import type { Product, Role } from "#/api/types";
import { Button, ErrorState, Icon, ProductImage, Text } from "#/components";
import { Field } from "#/components/Field";
import { Waiting } from "#/features/login/SignedIn";
import { offerOfProduct } from "#/features/show/offers";
import { NewProduct } from "#/features/studio/NewProduct";
import { matches } from "#/features/studio/order";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

const MOST_SHOWN = 50;

type Props = { shopId: string; role: Role; there: readonly string[]; onAdd: (productId: string) => void };

/** The shop's products that are not in the show yet; a tap adds one. */
export function AddProducts({ shopId, role, there, onAdd }: Props) {
  const { t } = useI18n();
  const [typed, setTyped] = useState("");
  const [isNew, setNew] = useState(false);
  const list = useShopProducts(shopId, true);
  const left = (list.data ?? []).filter(({ product_id }) => !there.includes(product_id));
  const found = left.filter((product) => matches(product.title, typed));
  if (isNew) {
    return (
      <NewProduct
        shopId={shopId}
        onDone={(productId) => {
          onAdd(productId);
          setNew(false);
        }}
        onCancel={() => {
          setNew(false);
        }}
      />
    );
  }
  return (
    <>
      <Field label={t("studio.search")} value={typed} onChange={setTyped} inputMode="search" enterKeyHint="search" />
      {mayManage(role) ? (
        <Button
          kind="outline"
          icon="plus"
          title={t("studio.newProduct")}
          onPress={() => {
            setNew(true);
          }}
        />
      ) : null}
      {list.isPending ? <Waiting rows={2} /> : null}
      {list.isError ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data && found.length === 0 ? (
        <Text tone="quiet" role="status">
          {left.length > 0 ? t("studio.noneFound") : list.data.length > 0 ? t("studio.allIn") : t("studio.noProducts")}
        </Text>
      ) : null}
      <View role="list">
        {found.slice(0, MOST_SHOWN).map((product) => (
          <Row
            key={product.product_id}
            product={product}
            onPress={() => {
              onAdd(product.product_id);
            }}
          />
        ))}
      </View>
    </>
  );
}

function Row({ product, onPress }: { product: Product; onPress: () => void }) {
  const { t, money } = useI18n();
  const { colors } = useTheme();
  const offer = offerOfProduct(product, {});
  return (
    <Pressable
      role="button"
      aria-label={t("studio.addNamed", { title: offer.title })}
      onPress={onPress}
      style={({ pressed }) => [styles.row, { backgroundColor: pressed ? colors.raised : "transparent" }]}
    >
      <ProductImage url={offer.imageUrl} title={offer.title} size={48} />
      <View style={styles.words}>
        <Text size="s" numberOfLines={2}>
          {offer.title}
        </Text>
        <Text size="s" tone={offer.left > 0 ? "quiet" : "signal"} tabular numberOfLines={1}>
          {[offer.price ? money(offer.price) : "", offer.left > 0 ? t("studio.inStock", { count: offer.left }) : t("show.soldOut")]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </View>
      <Icon name="plus" color={colors.ink} />
    </Pressable>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m, minHeight: 64, borderRadius: radius.s },
  words: { flex: 1, minWidth: 0 },
});
