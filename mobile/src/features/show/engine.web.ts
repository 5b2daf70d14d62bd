/** Which engine plays a source in this browser, and who keeps watch over it. */
import { attachHls, FAR_S } from "#/features/show/engine.hls";
import { attachNative, attachReplay } from "#/features/show/engine.plain";
import { attachWhep } from "#/features/show/engine.whep";
import { inOrder, type Make } from "#/features/show/fallback";
import { order, type Latency, type Way } from "#/features/show/order";
import type { Engine, Reports, Source } from "#/features/show/player";
import { levelFor } from "#/features/show/quality";
import type { Part } from "#/features/show/timeline";
import { Watchdog } from "#/features/show/watchdog";

export { loadHls } from "#/features/show/engine.hls";

const LOOK_MS = 1000;

export function hasMediaSource(): boolean {
  return "MediaSource" in window || "ManagedMediaSource" in window;
}

const SLOW = ["slow-2g", "2g", "3g"];

function isFrugal(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } };
  return connection?.saveData === true || SLOW.includes(connection?.effectiveType ?? "");
}

export function waysOf(whepUrl: string, latency: Latency): Way[] {
  const hasWebRtc = "RTCPeerConnection" in window;
  return order(whepUrl, { hasWebRtc, hasMediaSource: hasMediaSource(), isFrugal: isFrugal(), latency });
}

/** Whether it makes a difference here to ask for the lowest delay. */
export function offersLow(whepUrl: string): boolean {
  return waysOf(whepUrl, "low").join() !== waysOf(whepUrl, "normal").join();
}

/** What may change while it plays is asked for when it is needed: `quality` is the height that she chose. */
export type Wishes = { ways: readonly Way[]; quality: () => number; parts: () => readonly Part[] };

export function attach(video: HTMLVideoElement, source: Source, reports: Reports, { ways, quality, parts }: Wishes): Engine {
  if (source.kind === "replay") return attachReplay(video, parts, reports);
  const makers: Record<Way, Make> = {
    whep: (fell) => attachWhep(video, { door: () => Promise.resolve({ url: source.whepUrl, token: "" }), needsSound: true }, reports, fell),
    "ll-hls": () =>
      attachHls(video, source.hlsUrl, reports, (engine) => {
        engine.choose(levelFor(engine.levels(), quality()));
      }),
    hls: () => attachNative(video, source.hlsUrl, reports),
  };
  const [first = "hls", ...others] = ways;
  return inOrder(makers[first], ...others.map((way) => makers[way]));
}

/**
 * Keeps a picture moving that should: through a stuck decoder, a lost network and a tab that was
 * away. `isWanted`: she has not paused it. Returns what ends the watch.
 */
export function keepMoving(video: HTMLVideoElement, engine: Engine, { say, start }: Reports, isWanted: () => boolean) {
  const dog = new Watchdog(Date.now());
  const timer = setInterval(() => {
    const isMeant = isWanted() && !video.paused && !video.ended && document.visibilityState === "visible";
    const remedy = dog.look(video.currentTime, isMeant, Date.now());
    if (remedy === "recover") engine.recover();
    else if (remedy === "reload") {
      say("failed");
      engine.reload();
    } else if (isMeant && engine.behind() > FAR_S) engine.toLive();
  }, LOOK_MS);
  const back = () => {
    if (document.visibilityState !== "visible") return;
    dog.rest(Date.now());
    // Phones stop what they hide.
    if (isWanted() && video.paused && !video.ended) start();
  };
  const online = () => {
    if (video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && isWanted()) engine.reload();
  };
  document.addEventListener("visibilitychange", back);
  window.addEventListener("online", online);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", back);
    window.removeEventListener("online", online);
  };
}
