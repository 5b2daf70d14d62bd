import { useLocalSearchParams } from "expo-router";
import { ProductStockPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioProductStockScreen() {
  const { shopId, productId } = useLocalSearchParams<{ shopId: string; productId: string }>();
  return (
    <StudioRoute>
      <ProductStockPage key={productId} shopId={shopId} productId={productId} />
    </StudioRoute>
  );
}
