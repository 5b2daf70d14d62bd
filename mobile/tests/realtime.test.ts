import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RoomClient, isAfter, type Listener, type SocketLike } from "#/realtime/client";
import type { ChatEvent, RoomEvent, RoomState, StockEvent } from "#/realtime/frames";
import { EMPTY, MOST_LINES, withEvents, withGap, withJoined } from "#/realtime/store";

class FakeSocket implements SocketLike {
  readyState = 1 as const;
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  readonly sent: Record<string, unknown>[] = [];
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.onclose?.({ code: 1000 });
  }
  hear(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const chat = (id: string, text = id, clientId = `c-${id}`): ChatEvent => ({
  id, ts: 0, kind: "chat", user: { id: "u", name: "mei" }, text, client_id: clientId,
});
const joined = (events: RoomEvent[], more: object = {}) => ({
  type: "joined", room: "r", epoch: "e1", last_id: events.at(-1)?.id ?? "0-0", gap: false, viewers: 3, state: {}, events, ...more,
});

describe("RoomClient", () => {
  const sockets: FakeSocket[] = [];
  const seen: string[] = [];
  const gaps: boolean[] = [];
  const renew = vi.fn<() => Promise<boolean>>();
  let client: RoomClient;
  const socket = () => sockets.at(-1) as FakeSocket;

  beforeEach(() => {
    vi.useFakeTimers();
    sockets.length = seen.length = gaps.length = 0;
    renew.mockReset().mockResolvedValue(true);
    const listener: Listener = {
      onJoined: ({ events, hasGap }) => {
        gaps.push(hasGap);
        seen.push(...events.map(({ id }) => id));
      },
      onEvents: (events) => {
        seen.push(...events.map(({ id }) => id));
      },
      onDropped: (lastId) => {
        seen.push(`dropped ${lastId}`);
      },
      onViewers: () => undefined,
      onConnection: () => undefined,
      onRefused: (reason) => {
        seen.push(`refused ${reason}`);
      },
    };
    client = new RoomClient({
      room: "r", listener, renew, random: () => 0.5,
      connect: () => {
        sockets.push(new FakeSocket());
        return socket();
      },
    });
    client.open();
    socket().hear({ type: "hello", limits: {} });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("joins with history, which is no gap", () => {
    expect(socket().sent).toEqual([{ type: "join", room: "r", after: "", epoch: "" }]);
    socket().hear(joined([chat("1-0"), chat("2-0")], { gap: true }));
    expect(seen).toEqual(["1-0", "2-0"]);
    expect(gaps).toEqual([false]);
  });

  it("resumes after the last id, shows nothing twice, and tells a gap", () => {
    socket().hear(joined([chat("1-0")]));
    socket().hear({ type: "events", room: "r", events: [chat("10-0"), chat("10-1")] });
    socket().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
    socket().hear({ type: "hello", limits: {} });
    expect(socket().sent[0]).toEqual({ type: "join", room: "r", after: "10-1", epoch: "e1" });
    socket().hear(joined([chat("10-1"), chat("11-0")], { gap: true }));
    expect(seen).toEqual(["1-0", "10-0", "10-1", "11-0"]);
    expect(gaps).toEqual([false, true]);
  });

  it("takes all of a log that began anew, whatever its ids, and tells the gap", () => {
    socket().hear(joined([chat("900-0")]));
    socket().hear(joined([chat("5-0")], { epoch: "e2", gap: true }));
    socket().hear({ type: "events", room: "r", events: [chat("6-0")] });
    expect(seen).toEqual(["900-0", "5-0", "6-0"]);
    expect(gaps).toEqual([false, true]);
    socket().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(500);
    socket().hear({ type: "hello", limits: {} });
    expect(socket().sent[0]).toEqual({ type: "join", room: "r", after: "6-0", epoch: "e2" });
  });

  it("knows that lines were left out, and goes on from there", () => {
    socket().hear(joined([chat("1-0")]));
    socket().hear({ type: "dropped", room: "r", last_id: "8-0", count: 4 });
    socket().hear({ type: "events", room: "r", events: [chat("9-0")] });
    expect(seen).toEqual(["1-0", "dropped 8-0", "9-0"]);
    socket().hear({ type: "dropped", room: "r", last_id: "12-0", count: 1 });
    socket().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(500);
    socket().hear({ type: "hello", limits: {} });
    expect(socket().sent[0]).toMatchObject({ after: "12-0" });
  });

  it("stays away from a room that is not for us, but not because of a dead cookie", () => {
    socket().hear({ type: "error", reason: "TOKEN_EXPIRED", metadata: {} });
    expect(seen).toEqual([]);
    socket().hear({ type: "error", reason: "ROLE_MISSING", metadata: {}, room: "r" });
    expect(seen).toEqual(["refused ROLE_MISSING"]);
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    expect(renew).not.toHaveBeenCalled();
  });

  it("renews once when a room puts it out because its token ended, and gives up if that does not help", async () => {
    socket().hear(joined([]));
    socket().hear({ type: "left", room: "r", reason: "TOKEN_EXPIRED" });
    await vi.advanceTimersByTimeAsync(0);
    expect(sockets).toHaveLength(2);
    socket().hear({ type: "hello", limits: {} });
    socket().hear({ type: "error", reason: "TOKEN_MISSING", metadata: {}, room: "r" });
    expect(seen).toEqual(["refused TOKEN_MISSING"]);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("waits longer after each failure, at most 15 s and a half", () => {
    for (let count = 2; count < 12; count += 1) {
      socket().onclose?.({ code: 1006 });
      vi.advanceTimersByTime(Math.min(500 * 2 ** (count - 2), 15_000));
      expect(sockets).toHaveLength(count);
    }
  });

  it("says a message again under its id until it is sent", async () => {
    const said = client.say("hi", "one");
    socket().hear(joined([]));
    expect(socket().sent.filter(({ type }) => type === "send")).toHaveLength(1);
    socket().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(500);
    socket().hear({ type: "hello", limits: {} });
    socket().hear(joined([]));
    expect(socket().sent.at(-1)).toEqual({ type: "send", room: "r", client_id: "one", text: "hi" });
    socket().hear({ type: "sent", room: "r", client_id: "one", id: "5-0" });
    await expect(said).resolves.toBe("5-0");
  });

  it("renews once when the token ran out, connects again and says it again", async () => {
    socket().hear(joined([]));
    const said = client.say("hi", "one");
    socket().hear({ type: "error", reason: "TOKEN_EXPIRED", metadata: {}, client_id: "one" });
    await vi.advanceTimersByTimeAsync(0);
    expect(sockets).toHaveLength(2);
    socket().hear({ type: "hello", limits: {} });
    socket().hear(joined([]));
    expect(socket().sent.at(-1)).toMatchObject({ type: "send", client_id: "one" });
    socket().hear({ type: "error", reason: "TOKEN_EXPIRED", metadata: {}, client_id: "one" });
    await expect(said).rejects.toThrow("TOKEN_EXPIRED");
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("gives a refusal to who said it", async () => {
    socket().hear(joined([]));
    const said = client.say("x", "one");
    socket().hear({ type: "error", reason: "RATE_LIMITED", metadata: {}, client_id: "one" });
    await expect(said).rejects.toThrow("RATE_LIMITED");
  });

  it("asks when it hears nothing, and connects anew when nobody answers", () => {
    socket().hear(joined([]));
    vi.advanceTimersByTime(32_000);
    expect(socket().sent.at(-1)).toEqual({ type: "ping" });
    vi.advanceTimersByTime(12_000);
    expect(sockets.length).toBeGreaterThan(1);
  });
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
    const waiting = { ...EMPTY, mine: [{ clientId: "c", text: "hi", state: "sending" as const, reason: "" }] };
    expect(withEvents(waiting, [chat("1-0", "hi", "c")]).mine).toEqual([]);
    const many = Array.from({ length: MOST_LINES + 5 }, (_, index) => chat(`${String(index + 1)}-0`));
    const full = withEvents(EMPTY, many);
    expect(full.lines).toHaveLength(MOST_LINES);
    expect(full.total).toBe(MOST_LINES + 5);
  });
});
