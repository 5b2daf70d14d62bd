/** Who hears what a room says. */
import type { ReactionCounts, RoomEvent, RoomState } from "#/realtime/frames";

export type Connection = "connecting" | "open" | "waiting" | "closed";

export type Listener = {
  onJoined: (joined: { events: RoomEvent[]; state: RoomState; hasGap: boolean; isResume: boolean }) => void;
  onEvents: (events: RoomEvent[]) => void;
  /** We read too slowly, and lines up to this id were left out. */
  onDropped: (lastId: string) => void;
  onViewers: (count: number) => void;
  /** What all gave since the last time, none at a join; `total` is the show's. */
  onReactions: (counts: ReactionCounts, total: number) => void;
  onConnection: (connection: Connection) => void;
  /** The room does not exist or refuses us. */
  onRefused: (reason: string) => void;
};
