/**
 * By which ways a live picture is tried, best first; and what she chose about its delay.
 *
 * LL-HLS, about a second behind, is the rule: it has qualities, survives bad networks, and costs the
 * media server little a viewer. A fair sale does not hang on the picture's delay (the gateway's clock
 * decides who was first), so WHEP is for who asks for the lowest delay, and for browsers without
 * Media Source, whose own HLS is 10 s and more behind. Never for who saves data or has a slow
 * connection: it has one quality.
 */
import { useSyncExternalStore } from "react";
import { keep, recall } from "#/lib/storage";

export type Way = "whep" | "ll-hls" | "hls";
export type Latency = "low" | "normal";

export type Means = {
  hasWebRtc: boolean;
  hasMediaSource: boolean;
  /** Data saver is on, or the browser counts the connection as slow. */
  isFrugal: boolean;
  latency: Latency;
};

export function order(whepUrl: string, { hasWebRtc, hasMediaSource, isFrugal, latency }: Means): Way[] {
  const ways: Way[] = hasMediaSource ? ["ll-hls"] : ["hls"];
  const isWanted = latency === "low" || !hasMediaSource;
  if (whepUrl !== "" && hasWebRtc && isWanted && !isFrugal) ways.unshift("whep");
  return ways;
}

const listeners = new Set<() => void>();
const read = (): Latency => (recall("latency") === "low" ? "low" : "normal");

export function setLatency(latency: Latency): void {
  keep("latency", latency === "low" ? "low" : null);
  for (const listener of listeners) listener();
}

export function useLatency(): Latency {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, read);
}
