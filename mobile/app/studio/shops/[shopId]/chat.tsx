import { useLocalSearchParams } from "expo-router";
import { ChatDeskPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioChatScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <StudioRoute>
      <ChatDeskPage key={shopId} shopId={shopId} />
    </StudioRoute>
  );
}
