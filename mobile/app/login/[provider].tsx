import { useLocalSearchParams } from "expo-router";
import { ScreenBoundary } from "#/components";
import { FinishLogin } from "#/features/login/FinishLogin";

export default function FinishLoginScreen() {
  const { provider = "" } = useLocalSearchParams<{ provider?: string }>();
  return (
    <ScreenBoundary>
      <FinishLogin provider={provider} />
    </ScreenBoundary>
  );
}
