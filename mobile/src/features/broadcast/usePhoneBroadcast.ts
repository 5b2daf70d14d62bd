import { useCallback, useEffect, useReducer, useRef, useState, type RefObject } from "react";
import { AppState } from "react-native";
import { newKey } from "#/api/client";
import { useStreamKey } from "#/api/queries/stream-key";
import { IDLE, next, waitMs } from "#/features/broadcast/phone-machine";
import type { BroadcasterHandle, Fact, Figures } from "../../../modules/broadcaster";

/**
 * The encoder does what the state says. The key is asked for when she goes live, kept in memory only,
 * and makes keys that were given out before worthless.
 */
export function usePhoneBroadcast(showId: string, encoder: RefObject<BroadcasterHandle | null>, onLive?: () => void) {
  const [now, step] = useReducer(next, IDLE);
  const [figures, setFigures] = useState<Figures | null>(null);
  const key = useStreamKey(showId);
  const intent = useRef("");
  const isUnderway = useRef(false);
  const tellLive = useRef(onLive);
  useEffect(() => {
    tellLive.current = onLive;
  });

  const attempt = now.at === "starting" ? now.attempt : 0;
  const given = key.data;
  useEffect(() => {
    const handle = encoder.current;
    if (attempt === 0 || given === undefined || handle === null) return;
    handle.start(given.rtmp_server, given.stream_key).catch(() => {
      step({ type: "refused" });
    });
  }, [attempt, given, encoder]);

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

  const { mutateAsync, reset } = key;
  const start = useCallback(async () => {
    if (isUnderway.current) return;
    isUnderway.current = true;
    intent.current ||= newKey();
    try {
      await mutateAsync({ key: intent.current });
      intent.current = "";
      step({ type: "press" });
    } catch {
      // the screen shows the mutation's error; pressing again is the same intention
    } finally {
      isUnderway.current = false;
    }
  }, [mutateAsync]);

  const end = useCallback(() => {
    step({ type: "end" });
    reset();
  }, [reset]);

  return {
    now,
    figures,
    error: key.error,
    isAsking: key.isPending,
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
