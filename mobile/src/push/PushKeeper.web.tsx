/** Browsers are told nothing while they are closed. */
export function PushKeeper() {
  return null;
}
