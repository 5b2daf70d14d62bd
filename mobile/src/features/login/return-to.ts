/** Where to go after the log-in: a path of our own site, never the log-in itself. */
const PATH = /^\/(?!\/)[\x21-\x5b\x5d-\x7e]{0,499}$/;

export function safeReturn(path: string | null | undefined): string {
  if (!path || !PATH.test(path)) return "/";
  return /^\/login(?:[/?#]|$)/.test(path) ? "/" : path;
}

export type LineStart = { returnTo: string; locale: string; withoutAutoLogin: boolean };

export function lineStartUrl({ returnTo, locale, withoutAutoLogin }: LineStart): string {
  const query = new URLSearchParams({ return_to: safeReturn(returnTo), locale });
  if (withoutAutoLogin) query.set("disable_auto_login", "true");
  return `/v1/auth/line/start?${query.toString()}`;
}
