import type { Spot } from "#/realtime/reactions";

export type Tap = Spot & { at: number };

const SOON_MS = 300;
const NEAR_PX = 48;

/** Whether a tap goes on from the one before it, or begins anew. */
export function isSecond(tap: Tap, before: Tap | null): boolean {
  return before !== null && tap.at - before.at < SOON_MS && Math.hypot(tap.x - before.x, tap.y - before.y) < NEAR_PX;
}
