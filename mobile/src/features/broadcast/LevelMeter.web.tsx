import { useEffect, useRef } from "react";
import { levelOf } from "#/features/broadcast/level";
import { useI18n } from "#/i18n/context";
import { useReducedMotion } from "#/lib/motion";
import { useTheme } from "#/theme/context";
import { radius } from "#/theme/tokens";

/** Speech that is clearly heard comes to here. */
const LOUD = 0.85;
const STILL_MS = 400;
const SAID_MS = 2000;

/** `version` changes when the stream's tracks do. Moves in steps for who wants less motion. */
export function LevelMeter({ stream, version, isMuted }: { stream: MediaStream; version: number; isMuted: boolean }) {
  const { colors } = useTheme();
  const i18n = useI18n();
  const isStill = useReducedMotion();
  const meter = useRef<HTMLDivElement | null>(null);
  const bar = useRef<HTMLDivElement | null>(null);

  useEffect(() => {
    const track = stream.getAudioTracks()[0];
    if (track === undefined || isMuted) return;
    const context = new AudioContext();
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let [frame, shownAt, saidAt, shown] = [0, 0, 0, 0];
    const draw = (at: number) => {
      frame = requestAnimationFrame(draw);
      if (isStill && at - shownAt < STILL_MS) return;
      shownAt = at;
      analyser.getFloatTimeDomainData(samples);
      const level = levelOf(samples);
      // Rises at once, falls slowly: a peak is seen.
      shown = isStill ? level : Math.max(level, shown - 0.02);
      const [element, fill] = [meter.current, bar.current];
      if (element === null || fill === null) return;
      fill.style.transform = `scaleX(${shown.toFixed(3)})`;
      fill.style.background = shown > LOUD ? colors.amber : colors.jade;
      if (at - saidAt < SAID_MS) return;
      saidAt = at;
      element.setAttribute("aria-valuenow", String(Math.round(level * 100)));
    };
    frame = requestAnimationFrame(draw);
    const fill = bar.current;
    return () => {
      cancelAnimationFrame(frame);
      void context.close();
      if (fill !== null) fill.style.transform = "scaleX(0)";
    };
  }, [stream, version, isMuted, isStill, colors]);

  return (
    <div
      ref={meter}
      role="meter"
      aria-label={i18n.t("broadcast.level")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      style={{ height: 8, borderRadius: radius.pill, background: colors.raised, overflow: "hidden" }}
    >
      <div ref={bar} style={{ height: "100%", transform: "scaleX(0)", transformOrigin: "0 0", background: colors.jade }} />
    </div>
  );
}
