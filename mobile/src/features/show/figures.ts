/** Figures of the player, as text; and how far this machine's clock is from the server's. */

/** The server's time minus ours lies between the two, in ms. */
export type Offset = { least: number; most: number };
export const ANY: Offset = { least: -Infinity, most: Infinity };

/**
 * A `Date` header says a whole second: when it was written, the server's clock was at most a second
 * further, and ours between asking and answer. Every answer narrows the range.
 */
export function narrowed(known: Offset, date: number, askedAt: number, answeredAt: number): Offset {
  const least = Math.max(known.least, date - answeredAt);
  const most = Math.min(known.most, date + 1000 - askedAt);
  // A clock that was set meanwhile contradicts what was known.
  return least <= most ? { least, most } : { least: date - answeredAt, most: date + 1000 - askedAt };
}

/** A server may write its `Date` once a second, so our clock is doubted only when it is further off. */
const DOUBT_MS = 1000;

export function offsetOf({ least, most }: Offset): number {
  if (!Number.isFinite(least) || !Number.isFinite(most)) return 0;
  if (least - DOUBT_MS <= 0 && most + DOUBT_MS >= 0) return 0;
  return (least + most) / 2;
}

/** How long ago what is seen was taken, in s. */
export function delayOf(takenAt: number | null, now: number, offset: number): number | null {
  return takenAt === null ? null : Math.max(0, (now + offset - takenAt) / 1000);
}

export function seconds(value: number | null): string {
  return value === null ? "–" : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

export function rate(bits: number | null): string {
  if (bits === null || bits <= 0) return "–";
  return bits >= 1e6 ? `${(bits / 1e6).toFixed(1)} Mbps` : `${String(Math.round(bits / 1000))} kbps`;
}
