import { renew } from "#/api/client";
import { session } from "#/api/session";
import { socketUrl } from "#/lib/origin";
import type { SocketLike } from "#/realtime/client";
import type { Proof } from "#/realtime/renewal";

/** A phone says who it is by a frame; guests by none. An old token is refused, renewed and shown anew. */
export function openSocket(): SocketLike {
  const socket = new WebSocket(socketUrl());
  socket.addEventListener("open", () => {
    const token = session.token();
    if (token !== "") socket.send(JSON.stringify({ type: "auth", token }));
  });
  return socket as SocketLike;
}

/** What shows a renewed session to an open socket. */
export async function renewProof(): Promise<Proof | null> {
  return (await renew()) ? { token: session.token() } : null;
}
