/**
 * Keeps a stream on air: a fresh ticket for each connection, back-off between them, and after a loss
 * no longer than the show waits for its host.
 */
import { isPassing } from "#/api/errors";
import type { Caps } from "#/features/broadcast/quality";
import type { Kind, Publication } from "#/features/broadcast/whip";
import { SignalError, type Door } from "#/lib/signal";

export type Standing =
  | { state: "off" }
  | { state: "connecting" }
  | { state: "onAir"; since: number }
  | { state: "reconnecting"; until: number }
  | { state: "failed"; error: unknown };

export type Means = {
  ticket: () => Promise<Door>;
  publish: (door: Door, stream: MediaStream, caps: Caps, stop: AbortSignal) => Promise<Publication>;
  now: () => number;
};

/** As long as a show waits for a host who is away (STREAM_RESUME_WINDOW_S). */
export const RESUME_MS = 120_000;
const FIRST_TRIES = 3;
const FIRST_WAIT_MS = 1000;
const MOST_WAIT_MS = 8000;

export function waitMs(failures: number, chance = Math.random()): number {
  return Math.min(FIRST_WAIT_MS * 2 ** failures, MOST_WAIT_MS) * (0.75 + chance / 2);
}

/** Trying again may help. After a loss our own old connection may still hold the place: then refused is no answer yet. */
export function mayPass(error: unknown, isReturning: boolean): boolean {
  if (!(error instanceof SignalError)) return isPassing(error);
  if (error.failure === "refused") return isReturning;
  return error.failure !== "rejected";
}

export class Broadcaster {
  private readonly means: Means;
  private readonly listeners = new Set<() => void>();
  private standing: Standing = { state: "off" };
  private publication: Publication | null = null;
  private stopper: AbortController | null = null;
  private wake: (() => void) | null = null;
  private caps: Caps | null = null;
  private stream: MediaStream | null = null;

  constructor(means: Means) {
    this.means = means;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  look = (): Standing => this.standing;

  start(stream: MediaStream, caps: Caps): void {
    if (this.stopper !== null) return;
    this.stream = stream;
    this.caps = caps;
    const stopper = new AbortController();
    this.stopper = stopper;
    this.say({ state: "connecting" });
    void this.keepOn(stopper.signal);
  }

  stop(): void {
    this.end({ state: "off" });
  }

  /** The network is back, or she pressed: do not wait for the next try. */
  hurry(): void {
    this.wake?.();
  }

  /** What the stream holds now: a device was changed. */
  async replace(kind: Kind): Promise<void> {
    await this.publication?.replace(kind, this.stream?.getTracks().find((track) => track.kind === kind) ?? null);
  }

  async cap(caps: Caps): Promise<void> {
    this.caps = caps;
    await this.publication?.cap(caps);
  }

  stats(): Promise<RTCStatsReport> | null {
    return this.publication?.stats() ?? null;
  }

  private async keepOn(stop: AbortSignal): Promise<void> {
    let failures = 0;
    let until: number | null = null;
    const isOver = () => stop.aborted;
    while (!isOver() && this.stream !== null && this.caps !== null) {
      try {
        const door = await this.means.ticket();
        stop.throwIfAborted();
        const made = await this.means.publish(door, this.stream, this.caps, stop);
        if (isOver()) {
          made.close();
          return;
        }
        this.publication = made;
        failures = 0;
        until = null;
        this.say({ state: "onAir", since: this.means.now() });
        await made.lost;
        made.close();
        this.publication = null;
        if (isOver()) return;
        until = this.means.now() + RESUME_MS;
        this.say({ state: "reconnecting", until });
      } catch (error) {
        if (isOver()) return;
        failures += 1;
        const isOut = until === null ? failures >= FIRST_TRIES : this.means.now() >= until;
        if (isOut || !mayPass(error, until !== null)) {
          this.end({ state: "failed", error });
          return;
        }
        await this.pause(waitMs(failures - 1), stop);
      }
    }
  }

  private pause(ms: number, stop: AbortSignal): Promise<void> {
    return new Promise((done) => {
      const over = () => {
        clearTimeout(timer);
        stop.removeEventListener("abort", over);
        this.wake = null;
        done();
      };
      const timer = setTimeout(over, ms);
      stop.addEventListener("abort", over);
      this.wake = over;
    });
  }

  private end(standing: Standing): void {
    this.stopper?.abort();
    this.stopper = null;
    this.publication?.close();
    this.publication = null;
    this.say(standing);
  }

  private say(standing: Standing): void {
    this.standing = standing;
    for (const listener of this.listeners) listener();
  }
}
