import { useLocalSearchParams } from "expo-router";
import { ScreenBoundary } from "#/components";
import { PayReturn } from "#/features/orders/PayReturn";

export default function PayReturnScreen() {
  const { order_id: orderId = "", payment_id: paymentId = "" } = useLocalSearchParams<{ order_id?: string; payment_id?: string }>();
  return (
    <ScreenBoundary>
      <PayReturn key={orderId} orderId={orderId} paymentId={paymentId} />
    </ScreenBoundary>
  );
}
