/** Where an order goes: a contact, and for a pick-up the store; checked before it is sent. */
import type { Address, Delivery, DeliveryKind, NewAddress, Refusal, ShippingMethod, StoreChain } from "#/api/types";
import { ApiError } from "#/api/errors";
import { EMPTY, tidy, wrongFields, type ContactField } from "#/features/checkout/contact";

export type StoreDraft = { chain: StoreChain | null; code: string; name: string };
export type Destination = { kind: DeliveryKind; contact: typeof EMPTY; store: StoreDraft };
export type DestinationField = ContactField | "store_chain" | "store_code" | "store_name";

export const CHAINS: readonly StoreChain[] = ["seven_eleven", "family_mart", "hi_life", "ok_mart"];
export const NO_STORE: StoreDraft = { chain: null, code: "", name: "" };
export const NOWHERE: Destination = { kind: "home", contact: EMPTY, store: NO_STORE };

const CODE = /^[A-Z0-9]{4,8}$/;
const MAX_STORE_NAME = 60;
const ORDER: readonly DestinationField[] = ["store_chain", "store_code", "store_name", "name", "phone", "address"];

/** In the order in which they stand on the page. */
export function fieldsOf(kind: DeliveryKind): DestinationField[] {
  return ORDER.filter((field) => (kind === "store" ? field !== "address" : !field.startsWith("store")));
}

export function tidyDestination(at: Destination): Destination {
  const contact = tidy(at.contact);
  return {
    kind: at.kind,
    contact: at.kind === "store" ? { ...contact, address: "" } : contact,
    store:
      at.kind === "store"
        ? {
            chain: at.store.chain,
            code: at.store.code.normalize("NFKC").replace(/\s/g, "").toUpperCase(),
            name: at.store.name.replace(/\s+/g, " ").trim(),
          }
        : NO_STORE,
  };
}

/** The fields that cannot be sent; `tidyDestination` first. */
export function wrongIn(at: Destination): DestinationField[] {
  const wrong = new Set<DestinationField>(wrongFields(at.contact));
  if (at.store.chain === null) wrong.add("store_chain");
  if (!CODE.test(at.store.code)) wrong.add("store_code");
  if (at.store.name === "" || Array.from(at.store.name).length > MAX_STORE_NAME) wrong.add("store_name");
  return fieldsOf(at.kind).filter((field) => wrong.has(field));
}

export function deliveryOf(at: Destination): Delivery {
  const { chain, code, name } = at.store;
  return at.kind === "store" && chain !== null ? { kind: "store", store: { chain, code, name } } : { kind: at.kind, store: null };
}

export function destinationOf(address: NewAddress): Destination {
  return { kind: address.delivery.kind, contact: address.contact, store: address.delivery.store ?? NO_STORE };
}

/** Whether the shop sends there. */
export function isOffered(address: Address, methods: readonly ShippingMethod[]): boolean {
  const method = methods.find((one) => one.kind === address.delivery.kind);
  const chain = address.delivery.store?.chain;
  return method !== undefined && (chain === undefined || (method.chains ?? []).includes(chain));
}

/** What a quote says placing the order would say. */
export function refusalError(refusal: Refusal): ApiError {
  return new ApiError({ reason: refusal.reason, metadata: refusal.metadata });
}
