/** The <video> under the player: its engine, what she wants of it, and the handle by which controls reach it. */
import { useEffect, useImperativeHandle, useRef } from "react";
import { attach, keepMoving, waysOf } from "#/features/show/engine.web";
import { useLatency, type Way } from "#/features/show/order";
import { canPip, isInPip, togglePip } from "#/features/show/pip.web";
import type { Engine, PlayerHandle, PlayerProps } from "#/features/show/player";

type Fullscreenable = HTMLVideoElement & { webkitEnterFullscreen?: () => void };

const SECOND_REFUSAL = "blocked";

export function usePlayer(props: PlayerProps) {
  const video = useRef<HTMLVideoElement | null>(null);
  const { source, isMuted, volume } = props;
  const engine = useRef<Engine | null>(null);
  const isWanted = useRef(true);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  const start = useRef(() => {
    const element = video.current;
    if (element === null || !isWanted.current) return;
    const refused = (error: unknown) => error instanceof DOMException && error.name === "NotAllowedError";
    element.play().catch((error: unknown) => {
      if (!refused(error)) return; // another load came between; its start follows
      if (element.muted) {
        latest.current.onPhase(SECOND_REFUSAL);
        return;
      }
      element.muted = true;
      latest.current.onSoundRefused();
      element.play().catch((again: unknown) => {
        if (refused(again)) latest.current.onPhase(SECOND_REFUSAL);
      });
    });
  });

  // A new address of the same file is no new source; a new file is.
  const latency = useLatency();
  const ways = source.kind === "live" ? waysOf(source.whepUrl, latency).join() : "";
  // Who watches by HLS is not disturbed when WHEP comes to be offered.
  const address =
    source.kind === "live" ? source.hlsUrl + (ways.startsWith("whep") ? source.whepUrl : "") : source.parts.map((part) => part.takenAt).join();
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    isWanted.current = true;
    const reports = {
      say: (phase: Parameters<PlayerProps["onPhase"]>[0]) => {
        latest.current.onPhase(phase);
      },
      start: start.current,
    };
    reports.say("starting");
    const made = attach(element, latest.current.source, reports, {
      ways: ways === "" ? [] : (ways.split(",") as Way[]),
      quality: () => latest.current.quality,
      parts: () => (latest.current.source.kind === "replay" ? latest.current.source.parts : []),
    });
    engine.current = made;
    const rest = keepMoving(element, made, reports, () => isWanted.current);
    return () => {
      rest();
      made.stop();
      engine.current = null;
    };
  }, [address, source.kind, ways]);

  useEffect(() => {
    if (video.current !== null) video.current.muted = isMuted;
  }, [isMuted]);
  useEffect(() => {
    if (video.current !== null) video.current.volume = volume;
  }, [volume]);

  useImperativeHandle(props.ref, (): PlayerHandle => {
    const play = () => {
      isWanted.current = true;
      if (video.current?.ended) engine.current?.seek(0);
      start.current();
    };
    return {
      play,
      toggle: () => {
        const element = video.current;
        if (element === null) return;
        if (element.paused || element.ended) play();
        else {
          isWanted.current = false;
          element.pause();
        }
      },
      seek: (seconds) => {
        const [made, element] = [engine.current, video.current];
        if (made === null || element === null) return;
        made.seek(Math.min(Math.max(0, seconds), made.duration()));
      },
      toLive: () => {
        engine.current?.toLive();
        play();
      },
      choose: (level) => engine.current?.choose(level),
      fullscreenVideo: () => {
        const element: Fullscreenable | null = video.current;
        element?.webkitEnterFullscreen?.();
      },
      canPip: () => video.current !== null && canPip(video.current),
      togglePip: () => {
        if (video.current !== null) togglePip(video.current);
      },
      read: () => {
        const [made, element] = [engine.current, video.current];
        if (made === null || element === null) return null;
        const chosen = made.chosen();
        const levels = made.levels();
        return {
          isPaused: element.paused,
          position: made.position(),
          duration: made.duration(),
          behind: made.behind(),
          levels,
          chosen,
          height: Math.min(element.videoHeight, element.videoWidth),
          frameRate: levels.length === 1 ? (levels[0]?.frameRate ?? 0) : 0,
          isInPip: isInPip(element),
        };
      },
      figures: () => {
        const [made, element] = [engine.current, video.current];
        if (made === null || element === null) return null;
        const { droppedVideoFrames, totalVideoFrames } = element.getVideoPlaybackQuality();
        return {
          protocol: made.protocol,
          takenAt: made.takenAt(),
          bufferS: ahead(element),
          bandwidth: made.bandwidth(),
          dropped: droppedVideoFrames,
          decoded: totalVideoFrames,
          width: element.videoWidth,
          height: element.videoHeight,
        };
      },
    };
  }, []);

  /** The browser's own pause button (picture in picture, media keys) is hers too; a hidden tab's pause is not. */
  return {
    video,
    paused: () => {
      const element = video.current;
      if (element === null || element.ended) return;
      if (document.visibilityState === "visible" || isInPip(element)) isWanted.current = false;
    },
  };
}

function ahead(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video;
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime && currentTime <= buffered.end(index)) return buffered.end(index) - currentTime;
  }
  return 0;
}
