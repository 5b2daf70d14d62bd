import { useLocalSearchParams } from "expo-router";
import { OrdersPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioOrdersScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <StudioRoute>
      <OrdersPage key={shopId} shopId={shopId} />
    </StudioRoute>
  );
}
