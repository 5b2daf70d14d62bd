import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { AppState } from "react-native";
import { newKey } from "#/api/client";
import { showKeys } from "#/api/queries/shows";
import { openSocket, renewProof } from "#/realtime/socket";
import { RoomClient } from "#/realtime/client";
import { Applause } from "#/realtime/reactions";
import { Refused } from "#/realtime/refused";
import { EMPTY, RoomStore, withEvents, withGap, withJoined, type Mine, type Room } from "#/realtime/store";
import { withRefusal } from "#/realtime/speaking";

const FRAME_MS = 80;

export type { RoomStore } from "#/realtime/store";

/**
 * The room of a show while the component is there. What arrives within a frame is drawn once.
 * `say` returns at once: the line is in `mine` until the room shows it, or says why it failed.
 */
export function useRoom(showId: string, userId: string) {
  const [store] = useState(() => new RoomStore());
  const room = useSyncExternalStore(store.subscribe, store.readCalm, store.readCalm);
  const client = useRef<RoomClient | null>(null);
  const [applause] = useState(() => new Applause());
  const queries = useQueryClient();

  useEffect(() => {
    let waiting: ((room: Room) => Room)[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      const changes = waiting;
      waiting = [];
      timer = undefined;
      store.change((before) => changes.reduce((now, change) => change(now), before));
    };
    const change = (how: (room: Room) => Room) => {
      waiting.push(how);
      timer ??= setTimeout(flush, FRAME_MS);
    };
    const showChanged = () => {
      void queries.invalidateQueries({ queryKey: showKeys.one(showId) });
    };
    const joined = new RoomClient({
      room: showId,
      connect: openSocket,
      renew: renewProof,
      listener: {
        onJoined: (what) => {
          change((now) => withJoined(now, what));
          if (what.isResume) showChanged();
        },
        onEvents: (events) => {
          change((now) => withEvents(now, events));
          if (events.some((event) => event.kind === "status")) showChanged();
        },
        onDropped: (lastId) => {
          change((now) => withGap(now, lastId));
        },
        onViewers: (viewers) => {
          change((now) => ({ ...now, viewers }));
        },
        onReactions: (counts, total) => {
          applause.hear(counts, total);
        },
        onConnection: (connection) => {
          change((now) => ({ ...now, connection }));
        },
        onRefused: (refused) => {
          change((now) => ({ ...now, refused }));
        },
      },
    });
    client.current = joined;
    joined.open();
    applause.open((kind, count) => {
      joined.react(kind, count);
    });
    const seen = AppState.addEventListener("change", (state) => {
      if (state === "active") joined.check();
    });
    const online = () => {
      joined.reconnect();
    };
    const hasWindow = typeof window !== "undefined" && typeof window.addEventListener === "function";
    if (hasWindow) window.addEventListener("online", online);
    return () => {
      clearTimeout(timer);
      seen.remove();
      if (hasWindow) window.removeEventListener("online", online);
      client.current = null;
      joined.close();
      applause.close();
      store.change(() => EMPTY);
    };
  }, [showId, queries, store, applause]);

  /** A new line, or one of `mine` once more. */
  const say = useCallback(
    (text: string, again?: Mine) => {
      const quote = again ? again.quote : store.read().answering;
      const clientId = again?.clientId ?? newKey();
      store.change((now) => ({
        ...now,
        answering: again ? now.answering : null,
        mine: [
          ...now.mine.filter((one) => one.clientId !== clientId),
          { clientId, text, quote, state: "sending", reason: "" },
        ],
      }));
      client.current?.say(text, clientId, quote?.id).then(
        () => {
          store.change((now) => ({ ...now, spokeAt: Date.now() }));
        },
        (error: unknown) => {
          const refusal = error instanceof Refused ? error : new Refused("APP");
          store.change((now) => withRefusal(now, { clientId, userId, refusal, at: Date.now() }));
        },
      );
    },
    [store, userId],
  );

  return { room, store, applause, say };
}

/** What is said, as it comes; for the list that shows it. */
export function useTalk(store: RoomStore): Room {
  return useSyncExternalStore(store.subscribe, store.read, store.read);
}

/** One thing of the room; what `read` answers must be the same until it changes. */
export function useOf<T>(store: RoomStore, read: (room: Room) => T): T {
  const now = () => read(store.read());
  return useSyncExternalStore(store.subscribe, now, now);
}
