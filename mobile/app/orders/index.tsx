import { ScreenBoundary } from "#/components";
import { Orders } from "#/features/orders/Orders";

export default function OrdersScreen() {
  return (
    <ScreenBoundary>
      <Orders />
    </ScreenBoundary>
  );
}
