import { describe, expect, it } from "vitest";
import type { ChatEvent, RoomEvent, RoomState, StockEvent } from "#/realtime/frames";
import { isAfter } from "#/realtime/ids";
import { EMPTY, MOST_LINES, withEvents, withGap, withJoined } from "#/realtime/store";

const chat = (id: string, text = id, clientId = `c-${id}`): ChatEvent => ({
  id, ts: 0, kind: "chat", user: { id: "u", name: "mei" }, text, client_id: clientId,
});

describe("ids", () => {
  it("are ordered by both numbers, not as text", () => {
    expect(isAfter("10-0", "9-9")).toBe(true);
    expect(isAfter("10-10", "10-9")).toBe(true);
    expect(isAfter("10-1", "10-1")).toBe(false);
  });
});

describe("store", () => {
  const stock = (id: string, left: number): StockEvent => ({
    id, ts: 0, kind: "stock", variant_id: "v", product_id: "p", on_hand: left, sold: 0,
  });

  it("keeps the newest stock and says once that it is sold out", () => {
    const card = { product_id: "p", title: "tea", image_url: "", variants: [{ variant_id: "v", title: "", on_hand: 2, prices: [] }] };
    const pin: RoomEvent = { id: "0-1", ts: 0, kind: "pin", product_id: "p", product: card };
    const room = withEvents(EMPTY, [pin, stock("1-0", 2), stock("2-0", 0)]);
    expect(room.stock).toEqual({ v: 0 });
    expect(room.lines).toMatchObject([{ kind: "pinned" }, { kind: "soldOut", title: "tea" }]);
  });

  it("takes the state over what history says", () => {
    const state: RoomState = { "stock:v": stock("9-0", 7), status: { ts: 0, kind: "status", state: "live" } };
    const room = withJoined(EMPTY, { events: [stock("1-0", 9)], state, hasGap: false });
    expect(room.stock).toEqual({ v: 7 });
    expect(room.status).toBe("live");
  });

  it("puts the gap before what came after it", () => {
    const before = withEvents(EMPTY, [chat("1-0")]);
    const after = withJoined(before, { events: [chat("9-0")], state: {}, hasGap: true });
    expect(after.lines.map(({ kind }) => kind)).toEqual(["chat", "gap", "chat"]);
  });

  it("shows where lines were left out", () => {
    const room = withEvents(withGap(withEvents(EMPTY, [chat("1-0")]), "8-0"), [chat("9-0")]);
    expect(room.lines.map(({ id, kind }) => [id, kind])).toEqual([["1-0", "chat"], ["gap-8-0", "gap"], ["9-0", "chat"]]);
  });

  it("drops one's own waiting line when the room shows it, and caps the lines", () => {
    const waiting = { ...EMPTY, mine: [{ clientId: "c", text: "hi", quote: null, state: "sending" as const, reason: "" }] };
    expect(withEvents(waiting, [chat("1-0", "hi", "c")]).mine).toEqual([]);
    const many = Array.from({ length: MOST_LINES + 5 }, (_, index) => chat(`${String(index + 1)}-0`));
    const full = withEvents(EMPTY, many);
    expect(full.lines).toHaveLength(MOST_LINES);
    expect(full.total).toBe(MOST_LINES + 5);
  });
});
