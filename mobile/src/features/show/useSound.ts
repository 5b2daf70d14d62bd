import { useCallback, useState } from "react";
import { keep, recall } from "#/lib/storage";

export type Sound = {
  isMuted: boolean;
  /** The browser wanted a tap first: then sound is offered, large. What she switched off herself is not. */
  isRefused: boolean;
  /** 0 to 1. */
  volume: number;
  setMuted: (isMuted: boolean) => void;
  setVolume: (volume: number) => void;
  refuse: () => void;
};

/** Starts with sound, unless she switched it off the last time or the browser refuses. */
export function useSound(): Sound {
  const [isMuted, mute] = useState(() => recall("muted") === "1");
  const [isRefused, setRefused] = useState(false);
  const [volume, setLevel] = useState(() => {
    const kept = Number(recall("volume") ?? "1");
    return kept >= 0 && kept <= 1 ? kept : 1;
  });
  const setMuted = useCallback((next: boolean) => {
    keep("muted", next ? "1" : null);
    setRefused(false);
    mute(next);
    // Sound on with nothing to hear would be a dead button.
    if (!next) setLevel((now) => (now === 0 ? 0.5 : now));
  }, []);
  const setVolume = useCallback(
    (next: number) => {
      keep("volume", String(next));
      setLevel(next);
      if ((next === 0) !== isMuted) setMuted(next === 0);
    },
    [isMuted, setMuted],
  );
  const refuse = useCallback(() => {
    setRefused(true);
    mute(true);
  }, []);
  return { isMuted, isRefused, volume, setMuted, setVolume, refuse };
}
