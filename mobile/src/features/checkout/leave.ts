/** The way to the payment provider from a phone: the system browser, and back by a link. */
import { router } from "expo-router";
import { openAuthSessionAsync } from "expo-web-browser";
import { goUrl, type Form } from "#/features/checkout/go";
import { pathOfLink, schemeLink } from "#/lib/app-link";
import { ORIGIN } from "#/lib/origin";

/** Where the provider sends her back to: /app/… leads into the app. */
export const PAY_RETURN = "/app/pay/return";

/**
 * `backTo` is where she lands when she closes the browser. An app that was killed meanwhile is opened
 * again by the link, or finds the payment by what it remembers of the order.
 */
export async function leaveFor(redirect: Form, backTo: string): Promise<void> {
  const result = await openAuthSessionAsync(goUrl(ORIGIN, redirect), schemeLink("/pay/return"));
  router.replace((result.type === "success" ? pathOfLink(result.url) : null) ?? backTo);
}
