import { useEffect, useRef, useState } from "react";
import { paintGround } from "#/features/show/ground.web";
import type { PlayerProps } from "#/features/show/player";
import { usePlayer } from "#/features/show/usePlayer.web";

const GROUND_MS = 1000;

/**
 * Fills its parent: an upright picture covers it, a wide one is shown whole, high up, on a blurred
 * ground of itself (a few pixels, drawn once a second).
 */
export function Player(props: PlayerProps) {
  const { label, isMuted, onPhase } = props;
  const { video, paused } = usePlayer(props);
  const ground = useRef<HTMLCanvasElement | null>(null);
  const [fitting, setFitting] = useState<"cover" | "high" | "whole">("whole");

  useEffect(() => {
    const timer = setInterval(() => {
      const [from, to] = [video.current, ground.current];
      if (from === null || to === null || from.videoWidth === 0 || document.hidden) return;
      paintGround(from, to);
    }, GROUND_MS);
    return () => {
      clearInterval(timer);
    };
  }, [video]);

  const fit = () => {
    const element = video.current;
    const box = element?.parentElement;
    if (!element || !box || element.videoWidth === 0) return;
    if (box.clientHeight <= box.clientWidth) setFitting("whole");
    else setFitting(element.videoHeight >= element.videoWidth ? "cover" : "high");
  };

  return (
    <div style={{ position: "absolute", inset: 0, overflow: "hidden", background: "#000" }}>
      <canvas
        ref={ground}
        width={32}
        height={18}
        aria-hidden
        style={{
          position: "absolute",
          inset: "-10%",
          width: "120%",
          height: "120%",
        }}
      />
      {/* Live talk has no captions to offer yet. */}
      <video
        ref={video}
        aria-label={label}
        playsInline
        muted={isMuted}
        preload="auto"
        onLoadedMetadata={fit}
        onResize={fit}
        onPlaying={() => {
          onPhase("playing");
        }}
        onWaiting={() => {
          onPhase("waiting");
        }}
        onPause={() => {
          paused();
          onPhase("paused");
        }}
        style={{
          position: "absolute",
          inset: 0,
          width: "100%",
          height: "100%",
          objectFit: fitting === "cover" ? "cover" : "contain",
          objectPosition: fitting === "high" ? "50% 18%" : "50% 50%",
        }}
      />
    </div>
  );
}
