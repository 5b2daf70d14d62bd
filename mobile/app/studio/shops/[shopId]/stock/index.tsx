import { useLocalSearchParams } from "expo-router";
import { StockPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioStockScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <StudioRoute>
      <StockPage key={shopId} shopId={shopId} />
    </StudioRoute>
  );
}
