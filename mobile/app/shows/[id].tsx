import { useLocalSearchParams } from "expo-router";
import { useState } from "react";
import { ScreenBoundary } from "#/components";
import { hasMediaSource, loadHls } from "#/features/show/engine";
import { ShowScreen } from "#/features/show/ShowScreen";
import { sheetOf } from "#/features/show/sheets/names";
import type { Returned } from "#/features/show/usePurchase";

// While the show is asked for, the player's code is already on its way.
if (hasMediaSource()) void loadHls().catch(() => undefined);

type Params = { id: string; add?: string; buy?: string; key?: string; sheet?: string };

function returnedOf({ add, buy, key }: Params): Returned | null {
  const variantId = buy ?? add;
  if (!variantId || !key) return null;
  return { what: buy ? "buy" : "add", variantId, key };
}

export default function ShowRoute() {
  const params = useLocalSearchParams<Params>();
  const [returned] = useState(() => returnedOf(params));
  const [first] = useState(() => sheetOf(params.sheet));
  return (
    <ScreenBoundary>
      <ShowScreen key={params.id} showId={params.id} returned={returned} first={first} />
    </ScreenBoundary>
  );
}
