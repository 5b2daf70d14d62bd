import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { useProduct } from "#/api/queries/products";
import { mayManage, useMyShops } from "#/api/queries/shops";
import type { Product, Role, Variant } from "#/api/types";
import { Button, ErrorState, Sheet, Text } from "#/components";
import { Card } from "#/components/Card";
import { Notice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { limitWords } from "#/features/products/limits";
import { Waiting } from "#/features/login/SignedIn";
import { Chips } from "#/features/studio/orders/Chips";
import { TABLE } from "#/features/studio/sizes";
import { AllocateForm } from "#/features/studio/stock/AllocateForm";
import { ChangeForm } from "#/features/studio/stock/ChangeForm";
import { Ledger } from "#/features/studio/stock/Ledger";
import { LimitsForm } from "#/features/studio/stock/LimitsForm";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { space } from "#/theme/tokens";

const POLL_MS = 10_000;

type Props = { shopId: string; productId: string; up?: string };

/** One product: what there is of it, what may be bought of it, and how it came to that. */
export function ProductStockPage({ shopId, productId, up = `/studio/shops/${shopId}/stock` }: Props) {
  const { t } = useI18n();
  const product = useProduct(productId, POLL_MS);
  const mine = useMyShops();
  const role = mine.data?.shops.find(({ shop }) => shop.shop_id === shopId)?.role;
  return (
    <Page title={product.data?.title ?? t("stock.open")} up={up} width={TABLE}>
      {product.data && role !== undefined ? <Opened product={product.data} role={role} /> : null}
      {product.isError && !product.data ? <ErrorState error={product.error} onRetry={() => void product.refetch()} /> : null}
      {product.isPending || mine.isPending ? <Waiting rows={3} /> : null}
    </Page>
  );
}

type Doing = "receive" | "adjust" | "allocate" | "limits";
const TITLES: Record<Doing, MessageKey> = {
  receive: "stock.receive",
  adjust: "stock.adjust",
  allocate: "stock.allocate",
  limits: "stock.limits",
};

function Opened({ product, role }: { product: Product; role: Role }) {
  const { t } = useI18n();
  const [chosenId, setChosenId] = useState(product.variants[0]?.variant_id ?? "");
  const [doing, setDoing] = useState<Doing | null>(null);
  const variant = product.variants.find((one) => one.variant_id === chosenId) ?? product.variants[0];
  const isManager = mayManage(role);
  const limits = limitWords(product.limits, t);
  const done = () => {
    setDoing(null);
  };
  const to = (what: Doing) => () => {
    setDoing(what);
  };
  if (variant === undefined) return null;
  return (
    <>
      {product.variants.length > 1 ? (
        <Chips
          label={t("show.chooseTitle")}
          options={product.variants.map((one) => ({ value: one.variant_id, text: one.title || one.sku }))}
          value={variant.variant_id}
          onChange={setChosenId}
        />
      ) : null}
      <Balance variant={variant} />
      {isManager ? (
        <>
          <View style={styles.acts}>
            <Button icon="plus" title={t("stock.receive")} onPress={to("receive")} />
            <Button kind="outline" title={t("stock.adjust")} onPress={to("adjust")} />
            <Button kind="outline" title={t("stock.allocate")} onPress={to("allocate")} />
          </View>
          <Card title={t("stock.limits")}>
            <Text tone={limits.length > 0 ? "ink" : "quiet"}>{limits.length > 0 ? limits.join(" · ") : t("stock.noLimits")}</Text>
            <Button kind="outline" title={t("stock.changeLimits")} onPress={to("limits")} style={styles.start} />
          </Card>
          <Ledger key={variant.variant_id} variantId={variant.variant_id} role={role} />
        </>
      ) : (
        <Notice text={t("stock.forManagers")} />
      )}
      <Sheet title={doing === null ? "" : t(TITLES[doing])} isOpen={doing !== null} onClose={done}>
        {doing === "receive" || doing === "adjust" ? <ChangeForm key={doing} verb={doing} product={product} variant={variant} onDone={done} /> : null}
        {doing === "allocate" ? <AllocateForm product={product} variant={variant} onDone={done} /> : null}
        {doing === "limits" ? <LimitsForm product={product} onDone={done} /> : null}
      </Sheet>
    </>
  );
}

/** Four figures that add up to all that ever came in. */
function Balance({ variant: { stock } }: { variant: Variant }) {
  const { t, count } = useI18n();
  const figures: { word: MessageKey; figure: number }[] = [
    { word: "stock.free", figure: stock.on_hand },
    { word: "stock.allocated", figure: stock.allocated },
    { word: "stock.held", figure: stock.held },
    { word: "stock.sold", figure: stock.sold },
  ];
  return (
    <Card>
      <View style={styles.figures}>
        {figures.map(({ word, figure }, place) => (
          <View key={word} style={styles.figure}>
            <Text size="xl" weight="bold" tabular tone={place === 0 && figure === 0 ? "signal" : "ink"}>
              {count(figure)}
            </Text>
            <Text size="s" tone="quiet">
              {t(word)}
            </Text>
          </View>
        ))}
      </View>
      <Text size="s" tone="quiet">
        {t("stock.receivedInAll", { count: stock.received })}
      </Text>
    </Card>
  );
}

const styles = StyleSheet.create({
  acts: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
  figures: { flexDirection: "row", flexWrap: "wrap", gap: space.m },
  figure: { flexGrow: 1, flexBasis: 120 },
  start: { alignSelf: "flex-start" },
});
