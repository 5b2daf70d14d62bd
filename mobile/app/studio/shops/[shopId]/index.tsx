import { useLocalSearchParams } from "expo-router";
import { ShopPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioShopScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <StudioRoute>
      <ShopPage key={shopId} shopId={shopId} />
    </StudioRoute>
  );
}
