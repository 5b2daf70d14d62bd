import { useCallback, useMemo, useState } from "react";
import { cartCount, useCart } from "#/api/queries/cart";
import { useMe } from "#/api/queries/me";
import { useProducts } from "#/api/queries/products";
import { useRoleIn } from "#/api/queries/shops";
import { useShow } from "#/api/queries/shows";
import { offerOfCard, offerOfProduct, type Offer } from "#/features/show/offers";
import { standOf, type Stand } from "#/features/show/phase";
import { usePurchase, type Returned } from "#/features/show/usePurchase";
import { useReplay } from "#/features/show/useReplay";
import { useSound } from "#/features/show/useSound";
import { keep, recall } from "#/lib/storage";
import { useNow } from "#/lib/now";
import { useRoom } from "#/realtime/useRoom";
import { useSignIn } from "#/features/login/useSignIn";

const AWAY_POLL_MS = 5_000;
const NOTHING: readonly string[] = [];

/** Everything the show page shows and does, for both of its layouts. */
export function useShowPage(showId: string, returned: Returned | null, wantsShelf: boolean, onBuy: () => void) {
  const me = useMe();
  const signIn = useSignIn();
  const { room, store, applause, say } = useRoom(showId, me.data?.user_id ?? "");
  const [isAway, setAway] = useState(false);
  // The room tells the start and the end; only the deadline passes in silence.
  const query = useShow(showId, { pollMs: isAway ? AWAY_POLL_MS : false });
  const show = query.data;
  const { refetch } = query;
  const retry = useCallback(() => void refetch(), [refetch]);
  const now = useNow(1000, isAway);
  const stand: Stand | null = show ? standOf(show, room.status, now) : null;
  if ((stand === "away") !== isAway) setAway(stand === "away");

  const shopId = show?.shop_id ?? "";
  const line = useReplay(showId, stand === "ended" && show ? show.recordings : null);
  const pinnedId = stand === "ended" ? line.heldId : room.pin ? room.pin.productId : (show?.pinned_product_id ?? "");
  const listed = show && (wantsShelf || stand === "ended") ? show.product_ids : NOTHING;
  // What was held up and taken off the shelf later can still be seen, and perhaps bought.
  const wanted = useMemo(
    () => [...listed, ...line.productIds.filter((one) => !listed.includes(one))],
    [listed, line.productIds],
  );
  const needsPinned = pinnedId !== "" && !room.pin?.card && !wanted.includes(pinnedId);
  const ids = useMemo(() => (needsPinned ? [...wanted, pinnedId] : wanted), [wanted, needsPinned, pinnedId]);
  const shelf = useProducts(ids);

  const offers = useMemo(
    () => shelf.products.filter((one) => wanted.includes(one.product_id)).map((one) => offerOfProduct(one, room.stock, showId)),
    [shelf.products, wanted, room.stock, showId],
  );
  const pinned = useMemo((): Offer | null => {
    if (pinnedId === "") return null;
    const read = shelf.products.find((one) => one.product_id === pinnedId);
    if (read) return offerOfProduct(read, room.stock, showId);
    return room.pin?.card ? offerOfCard(room.pin.card, room.stock) : null;
  }, [pinnedId, shelf.products, room.pin, room.stock, showId]);

  const replay = {
    ...line,
    titleOf: (productId: string) => shelf.products.find((one) => one.product_id === productId)?.title ?? "",
  };

  const cart = useCart(shopId);
  const purchase = usePurchase(shopId, showId, returned, onBuy);
  const sound = useSound();
  const [quality, setQuality] = useState(() => Number(recall("quality") ?? "0"));

  return {
    show,
    showError: query.error,
    retry,
    stand,
    room,
    talk: store,
    applause,
    say,
    isStaff: useRoleIn(shopId) !== undefined,
    me: me.data ?? null,
    isGuest: !me.data,
    signInToTalk: () => {
      signIn(`/shows/${showId}`);
    },
    pinned,
    replay,
    showId,
    pinnedId,
    offers,
    isShelfPending: shelf.isPending,
    cartCount: cartCount(cart.data),
    purchase,
    sound,
    /** The height that she chose, 0 for automatic. */
    quality,
    setQuality: (height: number) => {
      keep("quality", height > 0 ? String(height) : null);
      setQuality(height);
    },
  };
}

export type ShowPage = ReturnType<typeof useShowPage> & {
  show: NonNullable<ReturnType<typeof useShowPage>["show"]>;
  stand: Stand;
};
