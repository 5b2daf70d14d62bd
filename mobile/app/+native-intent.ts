import { pathOfLink } from "#/lib/app-link";

/** A link that the phone gave to the app, as a path of the app. */
export function redirectSystemPath({ path }: { path: string }): string {
  return pathOfLink(path) ?? "/";
}
