import { useLocalSearchParams } from "expo-router";
import { useState } from "react";
import { ScreenBoundary } from "#/components";
import type { Returned } from "#/features/products/useAdd";
import { ProductPage } from "#/features/products/ProductPage";

export default function ProductScreen() {
  const { id, show = "", add = "", buy = "", key = "" } = useLocalSearchParams<{ id: string; show?: string; add?: string; buy?: string; key?: string }>();
  const [returned] = useState((): Returned | null => ((buy || add) && key ? { what: buy ? "buy" : "add", variantId: buy || add, key } : null));
  return (
    <ScreenBoundary>
      <ProductPage key={id} productId={id} showId={show} returned={returned} />
    </ScreenBoundary>
  );
}
