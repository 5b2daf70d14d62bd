/** The way to the payment provider: the browser itself posts its form, top level. */
import type { Form } from "#/features/checkout/go";

export const PAY_RETURN = "/pay/return";

/** `backTo` is where the browser's back button leads from there. */
export function leaveFor(redirect: Form, backTo: string): Promise<void> {
  window.history.replaceState(window.history.state, "", backTo);
  post(document, redirect);
  return Promise.resolve();
}

export function post(page: Document, redirect: Form): void {
  const form = page.createElement("form");
  form.method = "post";
  form.action = redirect.url;
  form.acceptCharset = "utf-8";
  form.hidden = true;
  for (const [name, value] of Object.entries(redirect.fields)) {
    const input = page.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  page.body.append(form);
  form.submit();
}
