import { useState } from "react";
import type { DeliveryKind, Way } from "#/api/types";
import { NOWHERE, type Destination } from "#/features/checkout/destination";
import { keep } from "#/lib/storage";

/** What she chose and wrote. `addressId`: null is another one, undefined not decided yet. */
export type Draft = {
  kind: DeliveryKind | null;
  addressId: string | null | undefined;
  at: Destination;
  isKept: boolean;
  /** The code of a discount or of a voucher of hers; null is her best voucher, empty is none. */
  coupon: string | null;
  way: Way | null;
};

const FRESH: Draft = { kind: null, addressId: undefined, at: NOWHERE, isKept: false, coupon: null, way: null };

/** Lives as long as the page: going back to the cart and coming again loses nothing. */
let drafted = { shopId: "", draft: FRESH };

export function forgetDraft(): void {
  drafted = { shopId: "", draft: FRESH };
}

/** Where she lets things be sent holds for every shop, what she chose of a shop's ways and codes for that one. */
export function useDraft(shopId: string): [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(() => {
    keep("contact", null); // what earlier versions kept on the device: addresses are hers now, not its
    return drafted.shopId === shopId ? drafted.draft : { ...FRESH, at: drafted.draft.at };
  });
  return [
    draft,
    (change) => {
      setDraft((before) => {
        drafted = { shopId, draft: { ...before, ...change } };
        return drafted.draft;
      });
    },
  ];
}
