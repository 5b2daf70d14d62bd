import { useLocalSearchParams } from "expo-router";
import { ScreenBoundary } from "#/components";
import { Cart } from "#/features/cart/Cart";

export default function CartScreen() {
  const { shopId } = useLocalSearchParams<{ shopId: string }>();
  return (
    <ScreenBoundary>
      <Cart key={shopId} shopId={shopId} />
    </ScreenBoundary>
  );
}
