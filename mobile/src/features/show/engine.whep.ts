/**
 * WHEP: a third of a second behind, in one quality. Where it does not come, or brings no picture
 * (B-frames are answered well and never shown), it gives up for good and says so; what broke off
 * after it had played is looked for again, like HLS.
 */
import { AUTO, type Engine, type Reports } from "#/features/show/player";
import { backOff } from "#/features/show/watchdog";
import type { Counts, Watching } from "#/features/show/whep";
import { SignalError, type Door } from "#/lib/signal";

/** From the connection to the first picture: the longest distance of key frames that hosts are told to set, and a little. */
const NO_FRAME_MS = 6000;
/** A picture without sound, for so long: its sound (AAC) cannot go this way; by HLS it is there. */
const SOUNDLESS_MS = 3000;
/** Nothing came for so long: the connection does not know yet that it is dead. */
const SILENT_MS = 4000;
const LOOK_MS = 500;

type Look = Counts & { at: number; movedAt: number };

function mayComeBack(error: unknown): boolean {
  return error instanceof SignalError && (error.failure === "absent" || error.failure === "busy" || error.failure === "unreachable");
}

/** Where to ask, for each connection anew; and whether it may come without sound. */
export type Wanted = { door: () => Promise<Door>; needsSound: boolean };

/** `fell`: this way does not work here; called once, with nothing left behind. */
export function attachWhep(video: HTMLVideoElement, { door, needsSound }: Wanted, { say, start }: Reports, fell: () => void): Engine {
  let stopper = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let hasPlayed = false;
  let last: Look | null = null;

  const stop = () => {
    stopper.abort();
    clearTimeout(timer);
    video.srcObject = null;
  };

  /** Resolves when the picture has ended; fails when none came. */
  const follow = async (watching: Watching, stopped: AbortSignal): Promise<void> => {
    const connection = { isLost: false };
    void watching.lost.then(() => {
      connection.isLost = true;
    });
    const begunAt = Date.now();
    let movedAt = begunAt;
    let shownAt: number | null = null;
    while (!stopped.aborted && !connection.isLost) {
      const counts = await watching.counts();
      const now = Date.now();
      if (counts.packets !== last?.packets) movedAt = now;
      last = { ...counts, at: now, movedAt };
      if (counts.frames > 0 && shownAt === null) {
        shownAt = now;
        hasPlayed = true;
        failures = 0;
      }
      if (shownAt === null && now - begunAt > NO_FRAME_MS) throw new SignalError("dead");
      if (needsSound && shownAt !== null && counts.sound === 0 && now - shownAt > SOUNDLESS_MS) throw new SignalError("rejected");
      if (now - movedAt > SILENT_MS) return;
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  };

  const connect = async (): Promise<void> => {
    stopper.abort();
    clearTimeout(timer);
    stopper = new AbortController();
    const stopped = stopper.signal;
    last = null;
    try {
      const [{ watch }, at] = await Promise.all([import("#/features/show/whep"), door()]);
      stopped.throwIfAborted();
      const watching = await watch(at, stopped);
      try {
        video.srcObject = watching.stream;
        start();
        await follow(watching, stopped);
      } finally {
        watching.close();
      }
      if (stopped.aborted) return;
      say("waiting");
      void connect();
    } catch (error) {
      if (stopped.aborted) return;
      if (!hasPlayed || !mayComeBack(error)) {
        stop();
        fell();
        return;
      }
      say(error instanceof SignalError && error.failure === "absent" ? "gone" : "failed");
      timer = setTimeout(() => void connect(), backOff(failures));
      failures += 1;
    }
  };
  void connect();

  return {
    protocol: "WHEP",
    stop,
    reload: () => void connect(),
    recover: () => false,
    levels: () => [{ height: Math.min(video.videoHeight, video.videoWidth), frameRate: 0, bitrate: 0 }],
    chosen: () => AUTO,
    choose: () => undefined,
    takenAt: () => (last === null || last.takenAt === null ? null : last.takenAt + (Date.now() - last.at)),
    behind: () => 0,
    toLive: () => undefined,
    bandwidth: () => last?.bandwidth ?? null,
    position: () => video.currentTime,
    duration: () => Infinity,
    seek: () => undefined,
  };
}
