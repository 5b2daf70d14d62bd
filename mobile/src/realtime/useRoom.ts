import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { AppState } from "react-native";
import { newKey } from "#/api/client";
import { showKeys } from "#/api/queries/shows";
import { openSocket, renewProof } from "#/realtime/socket";
import { Refused, RoomClient } from "#/realtime/client";
import { EMPTY, RoomStore, withEvents, withGap, withJoined, type Room } from "#/realtime/store";

const FRAME_MS = 80;

export type { RoomStore } from "#/realtime/store";

/**
 * The room of a show while the component is there. What arrives within a frame is drawn once.
 * `say` returns at once: the line is in `mine` until the room shows it, or says why it failed.
 */
export function useRoom(showId: string) {
  const [store] = useState(() => new RoomStore());
  const room = useSyncExternalStore(store.subscribe, store.readCalm, store.readCalm);
  const client = useRef<RoomClient | null>(null);
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
      store.change(() => EMPTY);
    };
  }, [showId, queries, store]);

  const say = useCallback((text: string, again?: string) => {
    const clientId = again ?? newKey();
    store.change((now) => ({
      ...now,
      mine: [
        ...now.mine.filter((one) => one.clientId !== clientId),
        { clientId, text, state: "sending", reason: "" },
      ],
    }));
    client.current?.say(text, clientId).catch((error: unknown) => {
      const reason = error instanceof Refused ? error.message : "APP";
      store.change((now) => ({
        ...now,
        mine: now.mine.map((one) => (one.clientId === clientId ? { ...one, state: "failed", reason } : one)),
      }));
    });
  }, [store]);

  return { room, store, say };
}

/** What is said, as it comes; for the list that shows it. */
export function useTalk(store: RoomStore): Room {
  return useSyncExternalStore(store.subscribe, store.read, store.read);
}
