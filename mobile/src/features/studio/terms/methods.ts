/** A way of delivery as it is written in the form, and as it is kept. */
import type { DeliveryKind, ShippingMethod, StoreChain } from "#/api/types";
import { amountOf, typedOf } from "#/features/studio/terms/amounts";

export type MethodDraft = { isOn: boolean; fee: string; freeFrom: string; chains: readonly StoreChain[] };
export type MethodFault = "fee" | "freeFrom" | "chains";

export const KINDS: readonly DeliveryKind[] = ["home", "store"];
export const ALL_CHAINS: readonly StoreChain[] = ["seven_eleven", "family_mart", "hi_life", "ok_mart"];

/** `methods` is empty until the shop has set something: then it is home, for nothing. */
export function draftOf(kind: DeliveryKind, methods: readonly ShippingMethod[]): MethodDraft {
  const method = methods.find((one) => one.kind === kind);
  if (method === undefined) return { isOn: methods.length === 0 && kind === "home", fee: "0", freeFrom: "", chains: ALL_CHAINS };
  return { isOn: true, fee: typedOf(method.fee), freeFrom: typedOf(method.free_from), chains: method.chains ?? [] };
}

export function faultsOf(kind: DeliveryKind, draft: MethodDraft, currency: string): MethodFault[] {
  if (!draft.isOn) return [];
  const faults: MethodFault[] = [];
  if (draft.fee.trim() === "" || amountOf(draft.fee, currency) === undefined) faults.push("fee");
  if (amountOf(draft.freeFrom, currency) === undefined) faults.push("freeFrom");
  if (kind === "store" && draft.chains.length === 0) faults.push("chains");
  return faults;
}

export function methodOf(kind: DeliveryKind, draft: MethodDraft, currency: string): ShippingMethod[] {
  const fee = amountOf(draft.fee, currency);
  const from = amountOf(draft.freeFrom, currency);
  if (!draft.isOn || fee === undefined || from === undefined) return [];
  return [{ kind, fee, free_from: from.amount_minor === 0 ? null : from, chains: kind === "store" ? [...draft.chains] : [] }];
}
