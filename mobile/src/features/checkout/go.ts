/**
 * The way to the cashier from a phone: it takes a posted form, and a browser tab opens by an address
 * only. The form goes along in the fragment, which no server sees, to a page of ours that posts it.
 */
import type { PaymentStarted } from "#/api/types";

export type Form = PaymentStarted["redirect"];

export function goUrl(origin: string, form: Form): string {
  return `${origin}/pay/go#${encodeURIComponent(JSON.stringify({ url: form.url, fields: form.fields }))}`;
}

/** The form, or null: never to our own site, where it would act with her cookies. */
export function readForm(hash: string, origin: string): Form | null {
  try {
    const { url, fields } = JSON.parse(decodeURIComponent(hash.replace(/^#/, ""))) as Partial<Form>;
    if (typeof url !== "string" || typeof fields !== "object") return null;
    const { protocol, origin: there } = new URL(url);
    if (!/^https?:$/.test(protocol) || there === origin) return null;
    if (!Object.values(fields).every((value) => typeof value === "string")) return null;
    return { url, fields };
  } catch {
    return null;
  }
}
