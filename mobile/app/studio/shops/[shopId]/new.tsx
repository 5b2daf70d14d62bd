import { useLocalSearchParams } from "expo-router";
import { NewShowPage, StudioRoute } from "#/features/studio/lazy";

export default function NewShowScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <StudioRoute>
      <NewShowPage key={shopId} shopId={shopId} />
    </StudioRoute>
  );
}
