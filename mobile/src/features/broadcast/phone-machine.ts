/**
 * A broadcast from the phone as states.
 *
 *   idle → starting → live
 *             ↑  ↓lost ↓lost
 *            waiting (longer each time, then failed)
 *   starting, live, waiting → paused while another app is looked at, → starting when she is back
 *   any of them → idle by her hand, → failed when the server says no
 *
 * Guarantees: something is sent in `starting` and `live` only; each `starting` has a number of its
 * own, and is one call of the encoder; a key that was refused is not tried again.
 */
import type { Fact } from "../../../modules/broadcaster/src/types";

export type Broadcast =
  | { at: "idle" }
  | { at: "starting"; attempt: number }
  | { at: "live"; isInterrupted: boolean }
  | { at: "waiting"; attempt: number }
  | { at: "paused" }
  | { at: "failed"; why: "refused" | "gaveUp" };

export type Step = Fact | { type: "press" | "end" | "due" | "hidden" | "shown" };

export const IDLE: Broadcast = { at: "idle" };
const MOST = 10;

export function isOn(now: Broadcast): boolean {
  return now.at !== "idle" && now.at !== "failed";
}

/** How long to wait before the attempt after this one. */
export function waitMs(attempt: number): number {
  return Math.min(1000 * 2 ** (attempt - 1), 15_000);
}

export function next(now: Broadcast, step: Step): Broadcast {
  switch (step.type) {
    case "press":
      return isOn(now) ? now : { at: "starting", attempt: 1 };
    case "end":
      return IDLE;
    case "connected":
      return now.at === "starting" ? { at: "live", isInterrupted: false } : now;
    case "lost":
      if (now.at === "live") return { at: "waiting", attempt: 1 };
      if (now.at !== "starting") return now;
      return now.attempt >= MOST ? { at: "failed", why: "gaveUp" } : { at: "waiting", attempt: now.attempt };
    case "refused":
      return now.at === "starting" || now.at === "live" ? { at: "failed", why: "refused" } : now;
    case "due":
      return now.at === "waiting" ? { at: "starting", attempt: now.attempt + 1 } : now;
    case "hidden":
      return isOn(now) ? { at: "paused" } : now;
    case "shown":
      return now.at === "paused" ? { at: "starting", attempt: 1 } : now;
    case "interrupted":
    case "resumed":
      return now.at === "live" ? { at: "live", isInterrupted: step.type === "interrupted" } : now;
  }
}
