/** The phone's log-in with its real parts. */
import { Platform } from "react-native";
import { api } from "#/api/client";
import { session } from "#/api/session";
import { PhoneLogin } from "#/features/login/phone-login";
import { vaultFor } from "#/lib/vault";

export const phoneLogin = new PhoneLogin({
  vault: vaultFor("login"),
  start: ({ provider, returnTo, locale, withoutAutoLogin }) =>
    api.post("/v1/auth/{provider}/start", {
      path: { provider },
      body: {
        client: Platform.OS === "ios" ? "ios" : "android",
        return_to: returnTo,
        locale,
        disable_auto_login: withoutAutoLogin,
      },
    }),
  finish: ({ provider, state, code, error, binding }) =>
    api.post("/v1/auth/{provider}/finish", {
      path: { provider },
      body: { state, code, error, binding, device_name: deviceName() },
    }),
  begin: (tokens) => session.begin(tokens),
});

/** As it stands in the list of her devices; Android says what it is, iOS only its kind. */
function deviceName(): string {
  if (Platform.OS === "ios") return Platform.isPad ? "iPad" : "iPhone";
  if (Platform.OS !== "android") return "";
  const { Brand, Model, Release } = Platform.constants;
  return `${Brand} ${Model} (Android ${Release})`.slice(0, 80);
}
