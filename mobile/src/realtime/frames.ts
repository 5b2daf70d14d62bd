/** What goes over /ws, both ways; docs/realtime.md is the manual. */
import type { Money, ShowState } from "#/api/types";

export type CardVariant = { variant_id: string; title: string; on_hand: number; prices: Money[] };
export type Card = { product_id: string; title: string; image_url: string; variants: CardVariant[] };

type Stamp = { id: string; ts: number };
export type ChatEvent = Stamp & {
  kind: "chat";
  user: { id: string; name: string };
  text: string;
  client_id: string;
};
export type StatusEvent = Stamp & { kind: "status"; state: ShowState };
export type PinEvent = Stamp & { kind: "pin"; product_id: string; product: Card | null };
export type StockEvent = Stamp & {
  kind: "stock";
  variant_id: string;
  product_id: string;
  on_hand: number;
  sold: number;
};
export type RoomEvent = ChatEvent | StatusEvent | PinEvent | StockEvent;

export type RoomState = Partial<Record<string, Omit<RoomEvent, "id">>>;

export type Incoming =
  | { type: "hello"; limits: { frame: number; rooms: number; frames_per_s: number } }
  | { type: "authenticated"; user_id: string; name: string }
  | {
      type: "joined";
      room: string;
      last_id: string;
      gap: boolean;
      viewers: number;
      state: RoomState;
      events: RoomEvent[];
    }
  | { type: "events"; room: string; events: RoomEvent[] }
  | { type: "viewers"; room: string; count: number }
  | { type: "sent"; room: string; client_id: string; id: string }
  | { type: "left"; room: string }
  | { type: "pong" }
  | { type: "error"; reason: string; metadata: Record<string, string>; client_id?: string };

export type Outgoing =
  | { type: "auth"; token: string }
  | { type: "join"; room: string; after: string }
  | { type: "leave"; room: string }
  | { type: "send"; room: string; client_id: string; text: string }
  | { type: "ping" };

/** The frame, or null for what we do not know: a newer gateway may say more than we understand. */
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
