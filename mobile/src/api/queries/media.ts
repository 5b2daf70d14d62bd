/** The right to send or to preview a show's picture: told once, good for minutes, never kept. */
import { api, newKey } from "#/api/client";
import type { Door } from "#/lib/signal";

export async function openTicket(showId: string, use: "publish" | "preview"): Promise<Door> {
  const { url, token } = await api.post("/v1/shows/{show_id}/media-tickets", {
    path: { show_id: showId },
    body: { use },
    key: newKey(),
  });
  return { url, token };
}
