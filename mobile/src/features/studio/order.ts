/** Moving one thing in a list, by hand or by key. */

export function moved(ids: readonly string[], from: number, to: number): string[] {
  const rest = ids.filter((_, index) => index !== from);
  const one = ids[from];
  if (one === undefined) return [...ids];
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, one);
  return rest;
}

/** Where what was picked up at `from` and moved by `dy` would be put down. */
export function placeAt(from: number, dy: number, height: number, count: number): number {
  return Math.max(0, Math.min(count - 1, from + Math.round(dy / height)));
}

/** By how many places a row makes room while another is carried from `from` to `to`. */
export function shiftOf(index: number, from: number, to: number): -1 | 0 | 1 {
  if (index > from && index <= to) return -1;
  if (index < from && index >= to) return 1;
  return 0;
}

/** The keys 1–9 pin the first nine. */
export function pinKeys(productIds: readonly string[]): ReadonlyMap<string, string> {
  return new Map(productIds.slice(0, 9).map((id, index) => [String(index + 1), id]));
}

/** Every word that was typed is somewhere in the text. */
export function matches(text: string, typed: string): boolean {
  const where = text.normalize("NFKC").toLowerCase();
  return typed
    .normalize("NFKC")
    .toLowerCase()
    .split(/\s+/)
    .every((word) => where.includes(word));
}
