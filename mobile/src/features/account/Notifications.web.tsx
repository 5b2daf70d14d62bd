/** Phones only: a browser that is closed is told nothing. */
export function Notifications() {
  return null;
}
