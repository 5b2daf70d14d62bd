import { Redirect } from "expo-router";

/** Browsers finish a log-in at the gateway. */
export function FinishLogin() {
  return <Redirect href="/login" />;
}
