/** One attempt to send: a ticket, and the encoder with it. What then becomes of it the encoder tells itself. */
import { isPassing } from "#/api/errors";
import type { RtmpDoor } from "#/api/queries/media";

export type Means = { ticket: () => Promise<RtmpDoor>; send: (server: string, key: string) => Promise<void> };
/** `error` is the gateway's; null when the encoder did not start. */
export type Failed = { type: "lost" | "refused"; error: unknown };

/** Null when it has begun, or when nobody wants it any more. */
export async function begin({ ticket, send }: Means, stop: AbortSignal): Promise<Failed | null> {
  const isOver = () => stop.aborted;
  let door: RtmpDoor;
  try {
    door = await ticket();
  } catch (error) {
    return isOver() ? null : { type: isPassing(error) ? "lost" : "refused", error };
  }
  if (isOver()) return null;
  try {
    await send(door.server, door.key);
    return null;
  } catch {
    return isOver() ? null : { type: "refused", error: null };
  }
}
