import { useEffect, useState } from "react";
import { RoomClient } from "#/realtime/client";
import type { RoomEvent } from "#/realtime/frames";
import { openSocket, renewProof } from "#/realtime/socket";

const nothing = () => undefined;
const MODERATION = new Set<RoomEvent["kind"]>(["rules", "sanction", "deleted", "restored", "message_pin"]);

export type ShopNews = {
  /** An order was placed, paid or given up. */
  onOrder?: () => void;
  /** A moderator did something. */
  onModeration?: () => void;
};

/**
 * The room of a shop, for those who work there: what is given is called at news of it, and when some
 * may have been missed. Answers whether the room is heard just now; the functions must stay the same.
 */
export function useShopRoom(shopId: string, { onOrder = nothing, onModeration = nothing }: ShopNews): boolean {
  const [isHeard, setHeard] = useState(false);
  useEffect(() => {
    const all = () => {
      onOrder();
      onModeration();
    };
    const joined = new RoomClient({
      room: shopId,
      connect: openSocket,
      renew: renewProof,
      listener: {
        onJoined: ({ isResume }) => {
          setHeard(true);
          if (isResume) all();
        },
        onEvents: (events) => {
          if (events.some((event) => event.kind === "order")) onOrder();
          if (events.some((event) => MODERATION.has(event.kind))) onModeration();
        },
        onDropped: all,
        onViewers: nothing,
        onReactions: nothing,
        onConnection: (connection) => {
          if (connection !== "open") setHeard(false);
        },
        onRefused: () => {
          setHeard(false);
        },
      },
    });
    joined.open();
    return () => {
      joined.close();
    };
  }, [shopId, onOrder, onModeration]);
  return isHeard;
}
