import { useCallback, useEffect, useReducer, useRef, useState, type RefObject } from "react";
import { AppState } from "react-native";
import { openRtmpTicket } from "#/api/queries/media";
import { begin } from "#/features/broadcast/phone-attempt";
import { IDLE, next, waitMs } from "#/features/broadcast/phone-machine";
import type { BroadcasterHandle, Fact, Figures } from "../../../modules/broadcaster";

/** The encoder does what the state says. Each attempt asks for a ticket of its own, which is kept nowhere. */
export function usePhoneBroadcast(showId: string, encoder: RefObject<BroadcasterHandle | null>, onLive?: () => void) {
  const [now, step] = useReducer(next, IDLE);
  const [figures, setFigures] = useState<Figures | null>(null);
  const [error, setError] = useState<unknown>(null);
  const tellLive = useRef(onLive);
  useEffect(() => {
    tellLive.current = onLive;
  });

  const attempt = now.at === "starting" ? now.attempt : 0;
  useEffect(() => {
    const handle = encoder.current;
    if (attempt === 0 || handle === null) return;
    const stopper = new AbortController();
    const means = { ticket: () => openRtmpTicket(showId), send: (server: string, key: string) => handle.start(server, key) };
    void begin(means, stopper.signal).then((failed) => {
      setError(failed === null ? null : failed.error);
      if (failed !== null) step({ type: failed.type });
    });
    return () => {
      stopper.abort();
    };
  }, [attempt, showId, encoder]);

  const isSending = now.at === "starting" || now.at === "live";
  useEffect(() => {
    if (isSending) return;
    encoder.current?.stop().catch(() => undefined); // unmounted: it has stopped by itself
  }, [isSending, encoder]);

  const waiting = now.at === "waiting" ? now.attempt : 0;
  useEffect(() => {
    if (waiting === 0) return;
    const timer = setTimeout(() => {
      step({ type: "due" });
    }, waitMs(waiting) * (0.75 + Math.random() / 2));
    return () => {
      clearTimeout(timer);
    };
  }, [waiting]);

  const isLive = now.at === "live";
  useEffect(() => {
    if (isLive) tellLive.current?.();
  }, [isLive]);

  useEffect(() => {
    const listening = AppState.addEventListener("change", (state) => {
      if (state === "background") step({ type: "hidden" });
      if (state === "active") step({ type: "shown" });
    });
    return () => {
      listening.remove();
    };
  }, []);

  const start = useCallback(() => {
    setError(null);
    step({ type: "press" });
  }, []);

  const end = useCallback(() => {
    setError(null);
    step({ type: "end" });
  }, []);

  return {
    now,
    figures,
    /** Why no ticket was given, when that is what failed. */
    error: now.at === "failed" ? error : null,
    start,
    end,
    onFact: (event: { nativeEvent: Fact }) => {
      step(event.nativeEvent);
    },
    onFigures: (event: { nativeEvent: Figures }) => {
      setFigures(event.nativeEvent);
    },
  };
}
