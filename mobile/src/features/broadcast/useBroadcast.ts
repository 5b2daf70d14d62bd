/** One host's camera, microphone and way to the media server, for as long as the panel is there. */
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { openTicket } from "#/api/queries/media";
import { Broadcaster } from "#/features/broadcast/broadcaster";
import { Capture } from "#/features/broadcast/capture";
import { read, type Entry, type Figures, type Reading } from "#/features/broadcast/figures";
import { CAPS, type Quality } from "#/features/broadcast/quality";
import { publish } from "#/features/broadcast/whip";

const LOOK_MS = 2000;

function make(showId: string) {
  const capture = new Capture();
  const broadcaster = new Broadcaster({ ticket: () => openTicket(showId, "publish"), publish, now: Date.now });
  capture.onTrack = (kind) => void broadcaster.replace(kind);
  return { capture, broadcaster };
}

/** The screen of a phone on a stand must not go dark; browsers give that up when the page is hidden. */
function useAwake(isWanted: boolean) {
  useEffect(() => {
    if (!isWanted) return;
    let isOver = false;
    let held: WakeLockSentinel | null = null;
    const hold = () => {
      const { wakeLock } = navigator as { wakeLock?: WakeLock };
      if (document.visibilityState !== "visible" || wakeLock === undefined) return;
      wakeLock.request("screen").then(
        (lock) => {
          if (isOver) void lock.release();
          else held = lock;
        },
        () => undefined, // battery saver: the screen follows the system
      );
    };
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", hold);
      void held?.release();
    };
  }, [isWanted]);
}

export function useBroadcast(showId: string, onLive?: () => void) {
  const [{ capture, broadcaster }] = useState(() => make(showId));
  const setting = useSyncExternalStore(capture.subscribe, capture.look);
  const standing = useSyncExternalStore(broadcaster.subscribe, broadcaster.look);
  const [figures, setFigures] = useState<Figures | null>(null);
  const told = useRef(onLive);
  useEffect(() => {
    told.current = onLive;
  });

  useEffect(() => {
    const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
    const list = () => void capture.list();
    mediaDevices?.addEventListener("devicechange", list);
    return () => {
      mediaDevices?.removeEventListener("devicechange", list);
      broadcaster.stop();
      capture.close();
    };
  }, [capture, broadcaster]);

  const isOn = standing.state === "onAir" || standing.state === "reconnecting" || standing.state === "connecting";
  useAwake(isOn);
  useEffect(() => {
    if (!isOn) return;
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    const leave = () => {
      broadcaster.stop();
    };
    const hurry = () => {
      broadcaster.hurry();
    };
    window.addEventListener("beforeunload", ask);
    window.addEventListener("pagehide", leave);
    window.addEventListener("online", hurry);
    return () => {
      window.removeEventListener("beforeunload", ask);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", hurry);
    };
  }, [isOn, broadcaster]);

  const isOnAir = standing.state === "onAir";
  useEffect(() => {
    if (!isOnAir) return;
    told.current?.();
    let before: Reading | null = null;
    const timer = setInterval(() => {
      void broadcaster.stats()?.then((report) => {
        const entries: Entry[] = [];
        report.forEach((one) => entries.push(one as Entry));
        const seen = read(entries, Date.now(), before);
        before = seen.reading;
        setFigures(seen.figures);
      });
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      setFigures(null);
    };
  }, [isOnAir, broadcaster]);

  const start = useCallback(() => {
    broadcaster.start(capture.stream, CAPS[capture.look().choice.quality]);
  }, [broadcaster, capture]);
  const stop = useCallback(() => {
    broadcaster.stop();
  }, [broadcaster]);
  const chooseQuality = useCallback(
    (quality: Quality) => {
      void capture.chooseQuality(quality).then(() => broadcaster.cap(CAPS[quality]));
    },
    [broadcaster, capture],
  );
  return { capture, setting, standing, figures, start, stop, chooseQuality };
}
