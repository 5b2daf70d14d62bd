import { useState } from "react";
import { StyleSheet, View, useWindowDimensions } from "react-native";
import { newKey } from "#/api/client";
import { useProducts } from "#/api/queries/products";
import { useSetListings } from "#/api/queries/studio";
import type { Role, Show } from "#/api/types";
import { Button, Sheet, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { AddProducts } from "#/features/studio/AddProducts";
import { moved } from "#/features/studio/order";
import { ROW, ShelfRow } from "#/features/studio/ShelfRow";
import { useCarry } from "#/features/studio/useCarry";
import { useI18n } from "#/i18n/context";
import { WIDE, space } from "#/theme/tokens";

/** The products of the show in the order in which they are shown; every change is kept at once. */
export function ShelfEditor({ show, role }: { show: Show; role: Role }) {
  const { t } = useI18n();
  const ids = show.product_ids;
  const isWide = useWindowDimensions().width >= WIDE;
  const { products, isPending } = useProducts(ids);
  const set = useSetListings(show.show_id);
  const [isAdding, setAdding] = useState(false);
  const [said, setSaid] = useState("");
  const byId = new Map(products.map((product) => [product.product_id, product]));
  const put = (productIds: string[]) => {
    set.mutate({ key: newKey(), productIds });
  };
  const move = (from: number, to: number) => {
    const id = ids[from];
    if (id === undefined) return;
    put(moved(ids, from, to));
    setSaid(t("studio.movedTo", { title: byId.get(id)?.title ?? "", place: to + 1 }));
  };
  const carry = useCarry(ROW, ids.length, move);
  return (
    <View style={styles.box}>
      <Text size="s" tone="quiet">
        {ids.length === 0 ? t("studio.shelfEmpty") : isWide ? t("studio.shelfHintKeys") : t("studio.shelfHint")}
      </Text>
      {set.isError ? <ErrorNotice error={set.error} /> : null}
      <View role="list" aria-label={t("studio.shelf")}>
        {ids.map((id, index) => (
          <ShelfRow
            key={id}
            product={byId.get(id) ?? (isPending ? undefined : null)}
            index={index}
            count={ids.length}
            carry={carry}
            onMove={move}
            onRemove={() => {
              setSaid(t("studio.removed", { title: byId.get(id)?.title ?? "" }));
              put(ids.filter((one) => one !== id));
            }}
          />
        ))}
      </View>
      <Text size="s" tone="quiet" aria-live="polite" role="status">
        {set.isPending ? t("studio.saving") : said}
      </Text>
      <Button
        kind="outline"
        icon="plus"
        title={t("studio.addProducts")}
        onPress={() => {
          setAdding(true);
        }}
      />
      <Sheet
        title={t("studio.addProducts")}
        isOpen={isAdding}
        onClose={() => {
          setAdding(false);
        }}
      >
        <AddProducts
          shopId={show.shop_id}
          role={role}
          there={ids}
          onAdd={(productId) => {
            put([...ids, productId]);
          }}
        />
      </Sheet>
    </View>
  );
}

const styles = StyleSheet.create({ box: { gap: space.m } });
