import { useLocalSearchParams } from "expo-router";
import { ScreenBoundary } from "#/components";
import { Checkout } from "#/features/checkout/lazy";

export default function CheckoutScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <ScreenBoundary>
      <Checkout key={shopId} shopId={shopId} />
    </ScreenBoundary>
  );
}
