import { ScreenBoundary } from "#/components";
import { Home } from "#/features/home/Home";

export default function HomeScreen() {
  return (
    <ScreenBoundary>
      <Home />
    </ScreenBoundary>
  );
}
