/**
 * LL-HLS by hls.js. Never gives up on a live stream: it comes back with back-off, and says meanwhile
 * how it stands.
 */
import type HlsType from "hls.js";
import type { ErrorData, HlsConfig } from "hls.js";
import { AUTO, type Engine, type Reports } from "#/features/show/player";
import { backOff } from "#/features/show/watchdog";

/** Further behind than this, catching up by playing faster takes too long: jump. */
export const FAR_S = 10;

/**
 * The target follows the playlist's PART-HOLD-BACK: a largest latency can only be set together with one.
 * Without a playback rate above 1, who joined late in a segment stays up to a second further behind for good.
 */
const SETTINGS: Partial<HlsConfig> = {
  lowLatencyMode: true,
  maxLiveSyncPlaybackRate: 1.5,
  liveDurationInfinity: true,
  backBufferLength: 30,
  capLevelToPlayerSize: true,
};

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

type Pick = (engine: Engine) => void;

/** `pick` chooses among the levels as soon as they are known. */
export function attachHls(video: HTMLVideoElement, url: string, { say, start }: Reports, pick: Pick): Engine {
  let hls: HlsType | null = null;
  let isOver = false;
  let failures = 0;
  let mediaFailures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(build, backOff(failures));
    failures += 1;
  };

  const failed = (Hls: typeof HlsType, data: ErrorData) => {
    if (!data.fatal || hls === null) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && engine.recover()) return;
    const status = data.response?.code ?? 0;
    say(status === 404 || status === 204 ? "gone" : "failed");
    again();
  };

  const build = () => {
    clearTimeout(timer);
    hls?.destroy();
    hls = null;
    loadHls().then(
      (Hls) => {
        if (isOver) return;
        const made = new Hls(SETTINGS);
        hls?.destroy();
        hls = made;
        made.on(Hls.Events.MANIFEST_PARSED, () => {
          pick(engine);
          start();
        });
        made.on(Hls.Events.ERROR, (_event, data) => {
          if (hls === made) failed(Hls, data);
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

  const playing = () => {
    failures = 0;
    mediaFailures = 0;
    if (engine.behind() > (hls?.targetLatency ?? FAR_S)) engine.toLive();
  };
  video.addEventListener("playing", playing);

  const engine: Engine = {
    protocol: "LL-HLS",
    stop: () => {
      isOver = true;
      clearTimeout(timer);
      video.removeEventListener("playing", playing);
      hls?.destroy();
    },
    reload: () => {
      build();
    },
    recover: () => {
      if (hls === null || mediaFailures > 0) return false;
      mediaFailures += 1;
      hls.recoverMediaError();
      return true;
    },
    levels: () =>
      hls?.levels.map(({ height, width, frameRate, bitrate }) => ({ height: Math.min(height, width), frameRate, bitrate })) ?? [],
    chosen: () => (hls === null || hls.autoLevelEnabled ? AUTO : hls.nextLevel),
    choose: (level) => {
      // At the next fragment: what is buffered plays on, so that nothing stops.
      if (hls !== null) hls.nextLevel = level;
    },
    takenAt: () => hls?.playingDate?.getTime() ?? null,
    // What has ended has an edge too, and nobody is behind it.
    behind: () => (hls?.latestLevelDetails?.live !== true ? 0 : Math.max(0, hls.latency - (hls.targetLatency ?? hls.latency))),
    toLive: () => {
      const to = hls?.liveSyncPosition ?? null;
      if (to !== null && to > video.currentTime) video.currentTime = to;
    },
    bandwidth: () => hls?.bandwidthEstimate ?? null,
    position: () => video.currentTime,
    duration: () => Infinity,
    seek: () => undefined,
  };
  build();
  return engine;
}
