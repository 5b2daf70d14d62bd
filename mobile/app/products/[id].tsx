import { useLocalSearchParams } from "expo-router";
import { useState } from "react";
import { ScreenBoundary } from "#/components";
import { ProductPage } from "#/features/products/ProductPage";

export default function ProductScreen() {
  const { id, show = "", add = "", key = "" } = useLocalSearchParams<{ id: string; show?: string; add?: string; key?: string }>();
  const [returned] = useState(() => (add && key ? { variantId: add, key } : null));
  return (
    <ScreenBoundary>
      <ProductPage key={id} productId={id} showId={show} returned={returned} />
    </ScreenBoundary>
  );
}
