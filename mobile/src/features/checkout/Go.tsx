import { Redirect } from "expo-router";

/** A page for the browser that the app opens; the app itself has nothing to post. */
export function Go() {
  return <Redirect href="/orders" />;
}
