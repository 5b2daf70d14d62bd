import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { newKey } from "#/api/client";
import { useMe } from "#/api/queries/me";
import { useModerationNews } from "#/api/queries/moderation";
import { useProducts } from "#/api/queries/products";
import { studioKeys, useIngest, usePin, useShowOrders, useSummary } from "#/api/queries/studio";
import type { Role, Show } from "#/api/types";
import type { Stand } from "#/features/show/phase";
import { offerOfProduct } from "#/features/show/offers";
import type { Device } from "#/features/studio/device";
import { chatRate, levelOf, troublesOf } from "#/features/studio/health";
import { sumsOf, ticked } from "#/features/studio/ticker";
import { useNow } from "#/lib/now";
import { useRoom, useTalk } from "#/realtime/useRoom";
import { useShopRoom } from "#/realtime/useShopRoom";

const SUM_POLL_MS = 3_000;

export type LiveProps = { show: Show; role: Role; stand: Stand; device: Device };

/** Everything that a host sees and does while on air, for both layouts. */
export function useLive({ show, role, stand, device }: LiveProps) {
  const me = useMe();
  const now = useNow(1000);
  const { room, store, applause, say } = useRoom(show.show_id, me.data?.user_id ?? "");
  const { lines } = useTalk(store);
  const shelf = useProducts(show.product_ids);
  const pin = usePin(show.show_id);
  const ingest = useIngest(show.show_id);
  const queries = useQueryClient();
  const look = useCallback(() => {
    void queries.invalidateQueries({ queryKey: studioKeys.orders(show.show_id) });
    void queries.invalidateQueries({ queryKey: studioKeys.summary(show.show_id) });
  }, [queries, show.show_id]);
  const isHeard = useShopRoom(show.shop_id, { onOrder: look, onModeration: useModerationNews(show.shop_id) });
  const query = useShowOrders(show.shop_id, show.show_id, isHeard);

  const offers = useMemo(
    () => shelf.products.map((one) => offerOfProduct(one, room.stock, show.show_id)),
    [shelf.products, room.stock, show.show_id],
  );
  const orders = useMemo(
    () =>
      (query.data?.orders ?? [])
        .map((order) => ticked(order, show.show_id))
        .filter((one) => one !== null),
    [query.data, show.show_id],
  );
  const isMore = query.data !== undefined && query.data.next_page_token !== "";
  const summary = useSummary(show.show_id, SUM_POLL_MS, isMore);
  const sums = useMemo(() => sumsOf(orders, isMore ? summary.data?.sales.currencies : undefined), [orders, isMore, summary.data]);
  // what was just pressed is foreseen in the show; else the room tells first
  const pinnedId = pin.isPending ? pin.variables.productId : (room.pin?.productId ?? show.pinned_product_id);
  const troubles = troublesOf({ ingest: ingest.data, isUnknown: ingest.isError, connection: room.connection });

  return {
    show,
    role,
    device,
    stand,
    now,
    room,
    talk: store,
    applause,
    say,
    me: me.data ?? null,
    offers,
    isShelfPending: shelf.isPending,
    orders,
    ordersError: query.error,
    isOrdersPending: query.isPending,
    sums,
    pinnedId,
    pinError: pin.error,
    /** The pinned one again takes it down. */
    press: (productId: string) => {
      pin.mutate({ key: newKey(), productId: productId === pinnedId ? "" : productId });
    },
    unpin: () => {
      if (pinnedId !== "") pin.mutate({ key: newKey(), productId: "" });
    },
    chatPerMinute: chatRate(lines, now),
    ingest: ingest.data,
    troubles,
    level: levelOf(troubles),
  };
}

export type LiveShow = ReturnType<typeof useLive>;
