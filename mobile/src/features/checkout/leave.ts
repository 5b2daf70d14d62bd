/** The way to the payment provider: the browser itself posts its form, top level. */
import { Platform } from "react-native";
import type { PaymentStarted } from "#/api/types";

/** `backTo` is where the browser's back button leads from there. */
export function leaveFor(redirect: PaymentStarted["redirect"], backTo: string): void {
  if (Platform.OS !== "web") return;
  window.history.replaceState(window.history.state, "", backTo);
  const form = document.createElement("form");
  form.method = "post";
  form.action = redirect.url;
  form.acceptCharset = "utf-8";
  form.hidden = true;
  for (const [name, value] of Object.entries(redirect.fields)) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}
