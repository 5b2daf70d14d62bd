import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { AppState } from "react-native";
import { newKey, renew } from "#/api/client";
import { showKeys } from "#/api/queries/shows";
import { openSocket } from "#/realtime/socket";
import { Refused, RoomClient } from "#/realtime/client";
import { EMPTY, withEvents, withJoined, type Room } from "#/realtime/store";

const FRAME_MS = 80;

/**
 * The room of a show while the component is there. What arrives within a frame is drawn once.
 * `say` returns at once: the line is in `mine` until the room shows it, or says why it failed.
 */
export function useRoom(showId: string) {
  const [room, setRoom] = useState<Room>(EMPTY);
  const client = useRef<RoomClient | null>(null);
  const queries = useQueryClient();

  useEffect(() => {
    let waiting: ((room: Room) => Room)[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      const changes = waiting;
      waiting = [];
      timer = undefined;
      setRoom((before) => changes.reduce((now, change) => change(now), before));
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
      renew,
      listener: {
        onJoined: (what) => {
          change((now) => withJoined(now, what));
          if (what.isResume) showChanged();
        },
        onEvents: (events) => {
          change((now) => withEvents(now, events));
          if (events.some((event) => event.kind === "status")) showChanged();
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
      setRoom(EMPTY);
    };
  }, [showId, queries]);

  const say = useCallback((text: string, again?: string) => {
    const clientId = again ?? newKey();
    setRoom((now) => ({
      ...now,
      mine: [
        ...now.mine.filter((one) => one.clientId !== clientId),
        { clientId, text, state: "sending", reason: "" },
      ],
    }));
    client.current?.say(text, clientId).catch((error: unknown) => {
      const reason = error instanceof Refused ? error.message : "APP";
      setRoom((now) => ({
        ...now,
        mine: now.mine.map((one) => (one.clientId === clientId ? { ...one, state: "failed", reason } : one)),
      }));
    });
  }, []);

  return { room, say };
}
