/** What the browser plays by itself: HLS where there is no Media Source, and the files of a replay. */
import { AUTO, type Engine, type Protocol, type Reports } from "#/features/show/player";
import { lengthOf, placeOf, type Part } from "#/features/show/timeline";
import { backOff } from "#/features/show/watchdog";

type Dated = HTMLVideoElement & { getStartDate?: () => Date };

/** The browser's own HLS. */
export function attachNative(video: HTMLVideoElement, url: string, reports: Reports): Engine {
  const edge = () => (video.seekable.length > 0 ? video.seekable.end(video.seekable.length - 1) : 0);
  const { load, stop } = loader(video, reports, () => {
    video.src = url;
  });
  load();
  return {
    ...common(video, "HLS", load),
    stop,
    takenAt: () => {
      const begun = (video as Dated).getStartDate?.().getTime() ?? NaN;
      return Number.isFinite(begun) ? begun + video.currentTime * 1000 : null;
    },
    behind: () => Math.max(0, edge() - video.currentTime),
    toLive: () => {
      video.currentTime = edge();
    },
    position: () => video.currentTime,
    duration: () => Infinity,
    seek: () => undefined,
  };
}

/**
 * All parts of a recorded show, one after the other, as if they were one film. They are asked for at
 * each load, because their addresses are good for a while only.
 */
export function attachReplay(video: HTMLVideoElement, parts: () => readonly Part[], reports: Reports): Engine {
  let index = 0;
  const skip = () => parts()[index]?.skip ?? 0;
  /** Where to begin in the file that is being loaded. */
  let begin = skip();
  let isLoading = true;

  const { load, stop } = loader(video, reports, () => {
    isLoading = true;
    video.src = parts()[index]?.url ?? "";
  });
  const known = () => {
    isLoading = false;
    if (begin > 0) video.currentTime = begin;
  };
  const failing = () => {
    if (!isLoading) begin = video.currentTime;
  };
  const ended = () => {
    if (index + 1 >= parts().length) {
      reports.say("over");
      return;
    }
    index += 1;
    begin = skip();
    load();
  };
  video.addEventListener("loadedmetadata", known);
  video.addEventListener("error", failing);
  video.addEventListener("ended", ended);
  load();

  const here = () => (isLoading ? begin : video.currentTime);
  return {
    ...common(video, "MP4", () => {
      begin = here();
      load();
    }),
    stop: () => {
      video.removeEventListener("loadedmetadata", known);
      video.removeEventListener("error", failing);
      video.removeEventListener("ended", ended);
      stop();
    },
    takenAt: () => null,
    behind: () => 0,
    toLive: () => undefined,
    position: () => (parts()[index]?.from ?? 0) + here() - skip(),
    duration: () => lengthOf(parts()),
    seek: (seconds) => {
      const to = placeOf(parts(), seconds);
      begin = to.at;
      if (to.index === index && !isLoading) {
        video.currentTime = to.at;
        reports.start();
      } else if (to.index !== index) {
        index = to.index;
        load();
      }
    },
  };
}

/** Sets the address, and sets it again with back-off for as long as it fails. */
function loader(video: HTMLVideoElement, { say, start }: Reports, set: () => void) {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const load = () => {
    clearTimeout(timer);
    set();
    start();
  };
  const failed = () => {
    say(video.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED ? "gone" : "failed");
    clearTimeout(timer);
    timer = setTimeout(load, backOff(failures));
    failures += 1;
  };
  const playing = () => {
    failures = 0;
  };
  video.addEventListener("error", failed);
  video.addEventListener("playing", playing);
  const stop = () => {
    clearTimeout(timer);
    video.removeEventListener("error", failed);
    video.removeEventListener("playing", playing);
    video.removeAttribute("src");
    video.load();
  };
  return { load, stop };
}

/** One address, one quality. */
function common(video: HTMLVideoElement, protocol: Protocol, reload: () => void) {
  return {
    protocol,
    reload,
    recover: () => false,
    levels: () => [{ height: Math.min(video.videoHeight, video.videoWidth), frameRate: 0, bitrate: 0 }],
    chosen: () => AUTO,
    choose: () => undefined,
    bandwidth: () => null,
  };
}
