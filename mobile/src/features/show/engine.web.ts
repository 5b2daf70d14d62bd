/**
 * Puts a stream into a <video>: hls.js where Media Source exists, else the browser's own HLS.
 * Never gives up on a live stream: it comes back with back-off, and says meanwhile how it stands.
 */
import type HlsType from "hls.js";
import type { ErrorData, HlsConfig } from "hls.js";
import type { PlayerPhase, Source } from "#/features/show/player";

const STUCK_MS = 12_000;
/** Further behind than this, catching up by playing faster takes too long: jump. */
const FAR_S = 10;
const FIRST_RETRY_MS = 1000;
const MOST_RETRY_MS = 10_000;

/** The target follows the playlist's PART-HOLD-BACK: a largest latency can only be set together with one. */
const SETTINGS: Partial<HlsConfig> = {
  lowLatencyMode: true,
  maxLiveSyncPlaybackRate: 1.5,
  liveDurationInfinity: true,
  backBufferLength: 30,
  capLevelToPlayerSize: true,
};

export function hasMediaSource(): boolean {
  return "MediaSource" in window || "ManagedMediaSource" in window;
}

let code: Promise<typeof HlsType> | null = null;

/** Begin to fetch hls.js; the show screen does it while it still asks for the show. */
export function loadHls(): Promise<typeof HlsType> {
  code ??= import("hls.js").then(
    (module) => module.default,
    (error: unknown) => {
      code = null;
      throw error;
    },
  );
  return code;
}

type Say = (phase: PlayerPhase) => void;

/** Returns what stops it. */
export function attach(video: HTMLVideoElement, source: Source, say: Say): () => void {
  if (source.kind === "replay") return attachPlain(video, source.url, say);
  return hasMediaSource() ? attachHls(video, source.url, say) : attachPlain(video, source.url, say);
}

function wait(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** failures, MOST_RETRY_MS) * (0.75 + Math.random() / 2);
}

function tryPlay(video: HTMLVideoElement, say: Say): void {
  video.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotAllowedError") say("blocked");
  });
}

function attachPlain(video: HTMLVideoElement, url: string, say: Say): () => void {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const load = () => {
    const at = video.currentTime;
    video.src = url;
    if (at > 0 && Number.isFinite(at)) video.currentTime = at;
    tryPlay(video, say);
  };
  const failed = () => {
    say(video.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED ? "gone" : "failed");
    timer = setTimeout(load, wait(failures));
    failures += 1;
  };
  const playing = () => {
    failures = 0;
  };
  video.addEventListener("error", failed);
  video.addEventListener("playing", playing);
  load();
  return () => {
    clearTimeout(timer);
    video.removeEventListener("error", failed);
    video.removeEventListener("playing", playing);
    video.removeAttribute("src");
    video.load();
  };
}

function attachHls(video: HTMLVideoElement, url: string, say: Say): () => void {
  let hls: HlsType | null = null;
  let isOver = false;
  let failures = 0;
  let mediaFailures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let movedAt = Date.now();

  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(build, wait(failures));
    failures += 1;
  };

  const failed = (Hls: typeof HlsType, data: ErrorData) => {
    if (!data.fatal || hls === null) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && mediaFailures === 0) {
      mediaFailures += 1;
      hls.recoverMediaError();
      return;
    }
    const status = data.response?.code ?? 0;
    say(status === 404 || status === 204 ? "gone" : "failed");
    again();
  };

  const build = () => {
    hls?.destroy();
    hls = null;
    movedAt = Date.now();
    loadHls().then(
      (Hls) => {
        if (isOver) return;
        if (!Hls.isSupported()) {
          video.src = url;
          tryPlay(video, say);
          return;
        }
        const made = new Hls(SETTINGS);
        hls = made;
        made.on(Hls.Events.MANIFEST_PARSED, () => {
          tryPlay(video, say);
        });
        made.on(Hls.Events.ERROR, (_event, data) => {
          failed(Hls, data);
        });
        made.loadSource(url);
        made.attachMedia(video);
      },
      () => {
        if (isOver) return;
        say("failed");
        again();
      },
    );
  };

  const moved = () => {
    movedAt = Date.now();
  };
  const toEdge = (furthest: number) => {
    const to = hls?.liveSyncPosition ?? null;
    if (hls !== null && to !== null && hls.latency > furthest) video.currentTime = to;
  };
  const playing = () => {
    failures = 0;
    mediaFailures = 0;
    toEdge(2 * (hls?.targetLatency ?? FAR_S));
  };
  const watchdog = setInterval(() => {
    const isMeant = !video.paused && document.visibilityState === "visible";
    if (!isMeant) moved();
    else if (hls !== null && Date.now() - movedAt > STUCK_MS) build();
    else toEdge(FAR_S);
  }, 2000);
  video.addEventListener("timeupdate", moved);
  video.addEventListener("playing", playing);
  build();

  return () => {
    isOver = true;
    clearTimeout(timer);
    clearInterval(watchdog);
    video.removeEventListener("timeupdate", moved);
    video.removeEventListener("playing", playing);
    hls?.destroy();
  };
}
