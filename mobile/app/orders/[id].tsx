import { useLocalSearchParams } from "expo-router";
import { ScreenBoundary } from "#/components";
import { OrderPage } from "#/features/orders/OrderPage";

export default function OrderScreen() {
  const { id } = useLocalSearchParams<{ id: string }>();
  return (
    <ScreenBoundary>
      <OrderPage key={id} orderId={id} />
    </ScreenBoundary>
  );
}
