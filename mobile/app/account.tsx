import { ScreenBoundary } from "#/components";
import { Account } from "#/features/account/Account";

export default function AccountScreen() {
  return (
    <ScreenBoundary>
      <Account />
    </ScreenBoundary>
  );
}
