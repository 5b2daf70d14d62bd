/** Where the show stands for who watches, from what the gateway and the room say. */
import type { Show } from "#/api/types";
import type { Room } from "#/realtime/store";

export type Stand = "scheduled" | "live" | "away" | "ended";

/** The room tells first, and the show is read again when it does; until then an end may be a pause. */
export function standOf(show: Show, status: Room["status"], now: number): Stand {
  const state = status ?? show.state;
  if (state !== "ended") return state;
  if (show.state !== "ended") return "away";
  const until = show.resume_deadline === null ? 0 : Date.parse(show.resume_deadline);
  return until > now ? "away" : "ended";
}
