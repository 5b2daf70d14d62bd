/**
 * Whether someone was signed in here. The cookies are not readable, and guests must not spend the
 * address's log-in allowance on renewals that cannot work. Nothing is decided by this but that.
 */
import { isLasting, keep, recall } from "#/lib/storage";

export function hadSession(): boolean {
  return !isLasting() || recall("session") === "1";
}

export function noteSession(isThere: boolean): void {
  keep("session", isThere ? "1" : null);
}
