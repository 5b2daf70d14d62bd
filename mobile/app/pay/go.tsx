import { ScreenBoundary } from "#/components";
import { Go } from "#/features/checkout/Go";

export default function GoScreen() {
  return (
    <ScreenBoundary>
      <Go />
    </ScreenBoundary>
  );
}
