import { useLocalSearchParams, useRouter } from "expo-router";
import { useState } from "react";
import { useMyShops } from "#/api/queries/shops";
import { Page } from "#/components/Page";
import { AsksPart } from "#/features/studio/money/AsksPart";
import { DifferencesPart } from "#/features/studio/money/DifferencesPart";
import { PaymentsPart } from "#/features/studio/money/PaymentsPart";
import { OrderSheet } from "#/features/studio/orders/OrderSheet";
import { Tabs } from "#/features/studio/Tabs";
import { TABLE } from "#/features/studio/sizes";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";

const PARTS = [
  { name: "", word: "books.requests" },
  { name: "payments", word: "books.payments" },
  { name: "differences", word: "books.differences" },
] as const satisfies readonly { name: string; word: MessageKey }[];
type Part = (typeof PARTS)[number]["name"];

/** A shop's money: what buyers ask back, what came and went, what does not fit. The part stands in the address. */
export function MoneyPage({ shopId, up = `/studio/shops/${shopId}` }: { shopId: string; up?: string }) {
  const { t } = useI18n();
  const router = useRouter();
  const params = useLocalSearchParams<{ part?: string }>();
  const mine = useMyShops();
  const role = mine.data?.shops.find(({ shop }) => shop.shop_id === shopId)?.role;
  const [orderId, setOrderId] = useState<string | null>(null);
  const part: Part = PARTS.find(({ name }) => name === params.part)?.name ?? "";
  return (
    <Page title={t("books.open")} up={up} width={TABLE}>
      <Tabs
        value={part}
        tabs={PARTS.map(({ name, word }) => ({ value: name, text: t(word) }))}
        onChange={(name) => {
          router.setParams({ part: name || undefined });
        }}
      />
      {part === "" ? <AsksPart shopId={shopId} role={role} onOrder={setOrderId} /> : null}
      {part === "payments" ? <PaymentsPart shopId={shopId} onOrder={setOrderId} /> : null}
      {part === "differences" ? <DifferencesPart shopId={shopId} onOrder={setOrderId} /> : null}
      <OrderSheet
        seen={undefined}
        orderId={orderId}
        role={role}
        onClose={() => {
          setOrderId(null);
        }}
      />
    </Page>
  );
}
