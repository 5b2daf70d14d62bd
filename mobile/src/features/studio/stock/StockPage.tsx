import { useRouter } from "expo-router";
import { useState } from "react";
import { Pressable, StyleSheet, View, useWindowDimensions } from "react-native";
import { useShopProducts } from "#/api/queries/studio";
import type { Product } from "#/api/types";
import { EmptyState, ErrorState, ProductImage, Text } from "#/components";
import { Field } from "#/components/Field";
import { Page } from "#/components/Page";
import { Waiting } from "#/features/login/SignedIn";
import { limitWords } from "#/features/products/limits";
import { matches } from "#/features/studio/order";
import { TABLE } from "#/features/studio/sizes";
import { totalOf } from "#/features/studio/stock/words";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { WIDE, space } from "#/theme/tokens";

/** What a shop has of everything; a row opens the product's own page. */
export function StockPage({ shopId, up = `/studio/shops/${shopId}` }: { shopId: string; up?: string }) {
  const { t } = useI18n();
  const [typed, setTyped] = useState("");
  const list = useShopProducts(shopId, true);
  const found = (list.data ?? []).filter((product) => matches(product.title, typed));
  return (
    <Page title={t("stock.open")} up={up} width={TABLE}>
      <Field label={t("studio.search")} value={typed} onChange={setTyped} inputMode="search" enterKeyHint="search" />
      {list.isPending ? <Waiting rows={4} /> : null}
      {list.isError ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data && found.length === 0 ? (
        <EmptyState title={t(list.data.length > 0 ? "studio.noneFound" : "stock.none")} body={t("stock.noneBody")} />
      ) : null}
      {found.length > 0 ? (
        <View role="list" aria-label={t("stock.open")}>
          <Head />
          {found.map((product) => (
            <Row key={product.product_id} product={product} />
          ))}
        </View>
      ) : null}
    </Page>
  );
}

function Head() {
  const { t } = useI18n();
  const { colors } = useTheme();
  if (useWindowDimensions().width < WIDE) return null;
  return (
    <View aria-hidden style={[styles.row, styles.head, { borderColor: colors.line }]}>
      <Text size="s" tone="quiet" style={styles.words}>
        {t("studio.products")}
      </Text>
      {(["stock.free", "stock.allocated", "stock.held", "stock.sold"] as const).map((word) => (
        <Text key={word} size="s" tone="quiet" style={styles.figure}>
          {t(word)}
        </Text>
      ))}
    </View>
  );
}

function Row({ product }: { product: Product }) {
  const { t, count } = useI18n();
  const { colors } = useTheme();
  const router = useRouter();
  const isWide = useWindowDimensions().width >= WIDE;
  const total = totalOf(product);
  const limits = limitWords(product.limits, t);
  const beneath = [
    total.on_hand > 0 ? t("stock.freeCount", { count: total.on_hand }) : t("show.soldOut"),
    total.allocated > 0 ? t("stock.allocatedCount", { count: total.allocated }) : "",
    t("stock.soldCount", { count: total.sold }),
  ];
  return (
    <View role="listitem">
      <Pressable
        role="button"
        onPress={() => {
          router.push(`/studio/shops/${product.shop_id}/stock/${product.product_id}`);
        }}
        style={({ pressed }) => [styles.row, { borderColor: colors.line, backgroundColor: pressed ? colors.raised : colors.surface }]}
      >
        <ProductImage url={product.image_urls[0] ?? ""} title={product.title} size={48} />
        <View style={styles.words}>
          <Text numberOfLines={2}>{product.title}</Text>
          {isWide ? null : (
            <Text size="s" tone={total.on_hand + total.allocated > 0 ? "quiet" : "signal"} tabular>
              {beneath.filter(Boolean).join(" · ")}
            </Text>
          )}
          {limits.length > 0 ? (
            <Text size="s" tone="quiet">
              {limits.join(" · ")}
            </Text>
          ) : null}
        </View>
        {isWide
          ? [total.on_hand, total.allocated, total.held, total.sold].map((figure, place) => (
              <Text key={place} tabular weight={place === 0 ? "medium" : "normal"} tone={place === 0 && figure === 0 ? "signal" : "ink"} style={styles.figure}>
                {count(figure)}
              </Text>
            ))
          : null}
      </Pressable>
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m, minHeight: 72, padding: space.m, borderBottomWidth: 1 },
  head: { minHeight: 32 },
  words: { flex: 1, minWidth: 0 },
  figure: { width: 120, textAlign: "right" },
});
