import { lazy, Suspense, type RefObject } from "react";
import { OfferRow } from "#/features/show/OfferRow";
import type { Offer } from "#/features/show/offers";
import type { PlayerHandle } from "#/features/show/player";
import type { ShowPage } from "#/features/show/useShowPage";

const VoucherBar = lazy(() => import("#/features/vouchers/VoucherBar"));
const DealBar = lazy(() => import("#/features/deals/DealBar"));

type Props = { page: ShowPage; player: RefObject<PlayerHandle | null>; onChoose: (offer: Offer) => void };

/** What the host holds up, the flash deal that runs and the voucher; who never sees one fetches nothing of it. */
export function Held(props: Props) {
  const { room, stand } = props.page;
  const isDropped = stand !== "ended" && Object.keys(room.vouchers).length > 0;
  return (
    <>
      {isDropped ? (
        <Suspense fallback={null}>
          <VoucherBar page={props.page} />
        </Suspense>
      ) : null}
      <Offered {...props} />
    </>
  );
}

function Offered({ page, player, onChoose }: Props) {
  const row = page.pinned ? (
    <OfferRow offer={page.pinned} purchase={page.purchase} onChoose={onChoose} isPinned isOverlay />
  ) : null;
  const isQuiet = page.stand === "ended" || Object.keys(page.room.deals).length === 0;
  if (isQuiet) return row;
  return (
    <Suspense fallback={row}>
      <DealBar page={page} player={player} onChoose={onChoose} row={row} />
    </Suspense>
  );
}
