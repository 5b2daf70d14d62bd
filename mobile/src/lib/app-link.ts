/** Links that lead into the app: by its scheme, or as links of our site. */
import { ORIGIN } from "#/lib/origin";

export const SCHEME = "nightmarket";
const OUR_PATH = /^\/(?!\/)/;

/**
 * The app's path that a link means; null when it is none of ours.
 * `nightmarket://login/line?x`, `https://our.site/app/login/line?x` and `/app/login/line?x` are one.
 */
export function pathOfLink(link: string, origin: string = ORIGIN): string | null {
  let path = link;
  if (link.startsWith(`${SCHEME}://`)) path = `/${link.slice(SCHEME.length + 3).replace(/^\/+/, "")}`;
  else if (origin !== "" && link.startsWith(`${origin}/`)) path = link.slice(origin.length);
  if (!OUR_PATH.test(path)) return null;
  return path.replace(/^\/app(?=\/)/, "");
}

/** Where an outside page returns to, for the browser session to notice. */
export function schemeLink(path: string): string {
  return `${SCHEME}:/${path}`;
}
