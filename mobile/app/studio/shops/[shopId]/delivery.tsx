import { useLocalSearchParams } from "expo-router";
import { DeliveryPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioDeliveryScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <StudioRoute>
      <DeliveryPage key={shopId} shopId={shopId} />
    </StudioRoute>
  );
}
