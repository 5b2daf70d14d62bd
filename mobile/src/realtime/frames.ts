/** What goes over /ws, both ways, by the gateway's own schemas; docs/realtime.md is the manual. */
import type { components } from "#/realtime/frames.gen";

type Schemas = components["schemas"];
export type Card = Schemas["Card"];
export type ChatEvent = Schemas["ChatEntry"];
export type StatusEvent = Schemas["StatusEntry"];
export type PinEvent = Schemas["PinEntry"];
export type StockEvent = Schemas["StockEntry"];
export type OrderEvent = Schemas["OrderEntry"];
export type ListingEvent = Schemas["ListingEntry"] | Schemas["Listing"];
export type DealEvent = Schemas["DealEntry"] | Schemas["Deal"];
export type VoucherEvent = Schemas["VoucherEntry"] | Schemas["Voucher"];
export type ClaimAnswer = Schemas["ClaimAnswer"];
export type RoomEvent = Schemas["EventsFrame"]["events"][number];
export type RoomState = Schemas["JoinedFrame"]["state"];
export type Incoming = Schemas["ServerFrame"];
export type Outgoing = Schemas["ClientFrame"];
export type ReactionKind = Schemas["ReactFrame"]["kind"];
/** By kind. */
export type ReactionCounts = Schemas["ReactionsFrame"]["counts"];

/** The frame, or null for what is none. A newer gateway may say more than its type here tells. */
export function readFrame(text: unknown): Incoming | null {
  if (typeof text !== "string") return null;
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame === "object" && frame !== null && "type" in frame) return frame as Incoming;
  } catch {
    return null;
  }
  return null;
}
