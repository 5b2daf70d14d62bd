/** Sees that a picture that should move does not, and says what to do about it: pure, its clock is given. */

export type Remedy = "none" | "recover" | "reload";

const RECOVER_MS = 5_000;
const RELOAD_MS = 12_000;
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 10_000;

/** How long to wait after so many failures in a row; spread, so that a crowd does not come back at once. */
export function backOff(failures: number, random = Math.random()): number {
  return Math.min(FIRST_RETRY_MS * 2 ** failures, MOST_RETRY_MS) * (0.75 + random / 2);
}

export class Watchdog {
  private position = -1;
  private movedAt: number;
  private isRecovered = false;
  private reloads = 0;
  private spread: number;

  constructor(
    now: number,
    private readonly random: () => number = Math.random,
  ) {
    this.movedAt = now;
    this.spread = random();
  }

  /** Call every second or so. `isMeant`: it should be playing, and somebody could see it. */
  look(position: number, isMeant: boolean, now: number): Remedy {
    if (!isMeant) {
      this.rest(now);
      return "none";
    }
    if (position !== this.position) {
      this.position = position;
      this.reloads = 0;
      this.rest(now);
      return "none";
    }
    const stood = now - this.movedAt;
    // From the second reload on, ever later: the first second of the back-off is within RELOAD_MS.
    if (stood >= RELOAD_MS + (this.reloads > 0 ? backOff(this.reloads, this.spread) : 0)) {
      this.reloads += 1;
      this.spread = this.random();
      this.rest(now);
      return "reload";
    }
    if (stood >= RECOVER_MS && !this.isRecovered) {
      this.isRecovered = true;
      return "recover";
    }
    return "none";
  }

  /** Whatever was wrong, time counts from now. */
  rest(now: number): void {
    this.movedAt = now;
    this.isRecovered = false;
  }
}
