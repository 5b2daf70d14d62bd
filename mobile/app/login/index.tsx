import { ScreenBoundary } from "#/components";
import { Login } from "#/features/login/Login";

export default function LoginScreen() {
  return (
    <ScreenBoundary>
      <Login />
    </ScreenBoundary>
  );
}
