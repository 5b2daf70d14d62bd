import { useLocalSearchParams } from "expo-router";
import { MoneyPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioMoneyScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <StudioRoute>
      <MoneyPage key={shopId} shopId={shopId} />
    </StudioRoute>
  );
}
