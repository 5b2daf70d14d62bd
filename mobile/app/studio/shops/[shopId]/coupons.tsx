import { useLocalSearchParams } from "expo-router";
import { CouponsPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioCouponsScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <StudioRoute>
      <CouponsPage key={shopId} shopId={shopId} />
    </StudioRoute>
  );
}
