import { socketUrl } from "#/lib/origin";
import type { SocketLike } from "#/realtime/client";

/** The cookie says who it is. */
export function openSocket(): SocketLike {
  return new WebSocket(socketUrl()) as SocketLike;
}
