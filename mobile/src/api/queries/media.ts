/** The right to send or to preview a show's picture: told once, good for minutes, never kept. */
import { api, newKey } from "#/api/client";
import type { Door } from "#/lib/signal";

const ask = (showId: string, use: "publish" | "preview") =>
  api.post("/v1/shows/{show_id}/media-tickets", { path: { show_id: showId }, body: { use }, key: newKey() });

export async function openTicket(showId: string, use: "publish" | "preview"): Promise<Door> {
  const { url, token } = await ask(showId, use);
  return { url, token };
}

/** For an encoder that speaks RTMP. */
export type RtmpDoor = { server: string; key: string };

export async function openRtmpTicket(showId: string): Promise<RtmpDoor> {
  const { rtmp_server: server, rtmp_key: key } = await ask(showId, "publish");
  return { server, key };
}
