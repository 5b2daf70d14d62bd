import { ScreenBoundary } from "#/components";
import { AddressesPage } from "#/features/checkout/lazy";

export default function AddressesScreen() {
  return (
    <ScreenBoundary>
      <AddressesPage />
    </ScreenBoundary>
  );
}
