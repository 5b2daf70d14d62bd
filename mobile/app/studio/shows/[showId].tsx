import { useLocalSearchParams } from "expo-router";
import { ShowPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioShowScreen() {
  const { showId } = useLocalSearchParams<{ showId: string }>();
  return (
    <StudioRoute>
      <ShowPage key={showId} showId={showId} />
    </StudioRoute>
  );
}
