import { ScreenBoundary } from "#/components";
import { AddressesPage } from "#/features/addresses/AddressesPage";

export default function AddressesScreen() {
  return (
    <ScreenBoundary>
      <AddressesPage />
    </ScreenBoundary>
  );
}
