/** The browsers inside chat apps. ECPay refuses to open its cashier in them. */
export type InApp = "line" | "facebook" | "other";

export function inAppOf(userAgent: string): InApp | null {
  if (/\bLine\/|\bLIFF\b/.test(userAgent)) return "line";
  if (/FBAN|FBAV|FB_IAB|Instagram/.test(userAgent)) return "facebook";
  if (/MicroMessenger|TikTok|musical_ly|BytedanceWebview/.test(userAgent)) return "other";
  return null;
}

export function inApp(): InApp | null {
  return typeof navigator === "undefined" ? null : inAppOf(navigator.userAgent);
}

/** LINE opens the system browser for this query; others need the person's hand. */
export function externalUrl(path: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}openExternalBrowser=1`;
}
