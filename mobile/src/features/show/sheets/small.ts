/** The small picture: how large it is, and where it may lie. Pure: nothing here knows a screen. */
export type Spot = { side: "left" | "right"; y: number };

/** From the edges of what can be seen. */
export const GAP = 8;
const LOW = 112;
const TALL = 144;
const MOST_OF_HEIGHT = 0.22;

export function smallSize(aspect: number, seenHeight: number): { width: number; height: number } {
  const height = Math.round(Math.min(aspect >= 1 ? LOW : TALL, seenHeight * MOST_OF_HEIGHT));
  return { width: Math.round(height * aspect), height };
}

/** Let go at `x`, `y`: to the nearer side, and never out of sight. */
export function spotFor(x: number, y: number, size: { width: number; height: number }, seen: { width: number; height: number }): Spot {
  const side = x + size.width / 2 < seen.width / 2 ? "left" : "right";
  return { side, y: Math.round(Math.max(GAP, Math.min(y, seen.height - size.height - GAP))) };
}
