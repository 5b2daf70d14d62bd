import { api, renew } from "#/api/client";
import { socketUrl } from "#/lib/origin";
import type { SocketLike } from "#/realtime/client";
import type { Proof } from "#/realtime/renewal";

/** The cookie says who it is. */
export function openSocket(): SocketLike {
  return new WebSocket(socketUrl()) as SocketLike;
}

/** No script can read the renewed cookie: a ticket stands for it, once. */
export async function renewProof(): Promise<Proof | null> {
  if (!(await renew())) return null;
  const { ticket } = await api.post("/v1/auth/socket-ticket", {});
  return { ticket };
}
