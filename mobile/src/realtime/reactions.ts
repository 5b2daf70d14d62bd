/**
 * Applause: taps are collected and given at most once a second, and what everyone gave is told once a
 * second by the room. One's own taps are shown at once, so they are taken out of what the room tells.
 */
import type { ReactionCounts, ReactionKind } from "#/realtime/frames";

export const KINDS = ["like", "love", "laugh", "wow", "clap"] as const satisfies readonly ReactionKind[];
export const GIVE_EVERY_MS = 1000;
/** Of one frame; the thumb is slower. */
const MOST = 50;
/** Later than this the room has counted a tap, or never will. */
const COUNTED_MS = 5000;

/** Where the finger was, in the window. */
export type Spot = { x: number; y: number };
export type Burst = { kind: ReactionKind; count: number; spot?: Spot };
type Give = (kind: ReactionKind, count: number) => void;
type Given = { kind: ReactionKind; left: number; at: number };

export class Applause {
  private told = 0;
  private waiting = new Map<ReactionKind, number>();
  private given: Given[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly watchers = new Set<(burst: Burst) => void>();
  private readonly listeners = new Set<() => void>();

  private give: Give | null = null;

  constructor(private readonly now: () => number = Date.now) {}

  open(give: Give): void {
    this.give = give;
  }

  /** Everyone's, with one's own that the room has not counted yet. */
  readonly total = (): number => {
    const own = [...this.waiting.values()].reduce((sum, one) => sum + one, 0);
    return this.told + own + this.given.reduce((sum, one) => sum + one.left, 0);
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Who draws it. */
  readonly watch = (watcher: (burst: Burst) => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  tap(kind: ReactionKind, spot?: Spot): void {
    this.waiting.set(kind, Math.min(MOST, (this.waiting.get(kind) ?? 0) + 1));
    this.timer ??= setTimeout(() => {
      this.flush();
    }, GIVE_EVERY_MS);
    this.show({ kind, count: 1, ...(spot ? { spot } : null) });
    this.changed();
  }

  hear(counts: ReactionCounts, total: number): void {
    const now = this.now();
    this.told = total;
    this.given = this.given.filter(({ at }) => now - at < COUNTED_MS);
    for (const kind of KINDS) {
      const others = this.withoutOwn(kind, counts[kind] ?? 0);
      if (others > 0) this.show({ kind, count: others });
    }
    this.given = this.given.filter(({ left }) => left > 0);
    this.changed();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.give = null;
    this.waiting.clear();
    this.given = [];
    this.told = 0;
  }

  private flush(): void {
    this.timer = undefined;
    for (const [kind, count] of this.waiting) {
      this.give?.(kind, count);
      this.given.push({ kind, left: count, at: this.now() });
    }
    this.waiting.clear();
  }

  private withoutOwn(kind: ReactionKind, count: number): number {
    let others = count;
    for (const one of this.given) {
      if (one.kind !== kind) continue;
      const own = Math.min(one.left, others);
      one.left -= own;
      others -= own;
    }
    return others;
  }

  private show(burst: Burst): void {
    for (const watcher of this.watchers) watcher(burst);
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
