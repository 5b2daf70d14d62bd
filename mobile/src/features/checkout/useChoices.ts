import { useAddresses } from "#/api/queries/addresses";
import { useQuote } from "#/api/queries/checkout";
import type { Address, Cart } from "#/api/types";
import { destinationOf, isOffered, type Destination } from "#/features/checkout/destination";
import type { Draft } from "#/features/checkout/useDraft";

/**
 * What she can choose, what is chosen while she has not, and what it costs. A saved address that the
 * shop sends to decides, the default first; without one, the first way that the shop offers.
 */
export function useChoices(shopId: string, cart: Cart | undefined, draft: Draft) {
  const offer = useQuote(shopId, cart, null, null);
  const addresses = useAddresses();
  const methods = offer.data?.methods ?? [];
  const fitting = (addresses.data ?? []).filter((address) => isOffered(address, methods));
  const wanted = methods.some((method) => method.kind === draft.kind) ? draft.kind : null;
  const kind = wanted ?? fitting[0]?.delivery.kind ?? offer.data?.delivery ?? "home";
  const saved = fitting.filter((address) => address.delivery.kind === kind);
  const chosen: Address | null =
    draft.addressId === null ? null : (saved.find((address) => address.address_id === draft.addressId) ?? saved[0] ?? null);
  const isUsual = kind === offer.data?.delivery && draft.coupon === null;
  const quote = useQuote(shopId, cart, isUsual ? null : kind, draft.coupon);
  const at: Destination = chosen ? destinationOf(chosen) : { ...draft.at, kind };
  return {
    offer,
    quote,
    methods,
    method: methods.find((one) => one.kind === kind),
    kind,
    saved,
    chosen,
    at,
    isReady: offer.data !== undefined && !addresses.isPending,
    /** The price is of what is chosen now. */
    isPriced: Boolean(quote.data?.price) && !quote.isPlaceholderData,
  };
}
