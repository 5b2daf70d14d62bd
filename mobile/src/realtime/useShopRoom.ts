import { useEffect, useState } from "react";
import { RoomClient } from "#/realtime/client";
import { openSocket, renewProof } from "#/realtime/socket";

const nothing = () => undefined;

/**
 * The room of a shop, for those who work there: `onOrder` is called when an order was placed, paid or
 * given up, and when some may have been missed. Answers whether the room is heard just now; `onOrder`
 * must stay the same function.
 */
export function useShopRoom(shopId: string, onOrder: () => void): boolean {
  const [isHeard, setHeard] = useState(false);
  useEffect(() => {
    const joined = new RoomClient({
      room: shopId,
      connect: openSocket,
      renew: renewProof,
      listener: {
        onJoined: ({ isResume }) => {
          setHeard(true);
          if (isResume) onOrder();
        },
        onEvents: (events) => {
          if (events.some((event) => event.kind === "order")) onOrder();
        },
        onDropped: onOrder,
        onViewers: nothing,
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
  }, [shopId, onOrder]);
  return isHeard;
}
