import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RoomClient } from "#/realtime/client";
import type { Listener } from "#/realtime/listener";
import type { Proof } from "#/realtime/renewal";
import { RULES, waitMs } from "#/realtime/rules";
import { authenticated, chat, FakeSocket, joined } from "./room-frames";

describe("RoomClient", () => {
  const sockets: FakeSocket[] = [];
  const seen: string[] = [];
  const gaps: boolean[] = [];
  const told: [object, number][] = [];
  const renew = vi.fn<() => Promise<Proof | null>>();
  let client: RoomClient;
  const socket = () => sockets.at(-1) as FakeSocket;

  beforeEach(() => {
    vi.useFakeTimers();
    sockets.length = seen.length = gaps.length = told.length = 0;
    renew.mockReset().mockResolvedValue({ ticket: "t1" });
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
      onReactions: (counts, total) => {
        told.push([counts, total]);
      },
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
    const held = { id: "7-0", kind: "rules", ts: 1, slow_mode_s: 5, links_off: false };
    socket().hear({ type: "dropped", room: "r", last_id: "8-0", count: 4, events: [held] });
    socket().hear({ type: "events", room: "r", events: [chat("9-0")] });
    expect(seen).toEqual(["1-0", "7-0", "dropped 8-0", "9-0"]);
    socket().hear({ type: "dropped", room: "r", last_id: "12-0", count: 1, events: [] });
    socket().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(500);
    socket().hear({ type: "hello", limits: {} });
    expect(socket().sent[0]).toMatchObject({ after: "12-0" });
  });

  it("stays away from a room that is not for us, but not because of a dead cookie", async () => {
    renew.mockResolvedValue(null);
    socket().hear({ type: "error", reason: "TOKEN_EXPIRED", metadata: {} });
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([]);
    socket().hear({ type: "error", reason: "ROLE_MISSING", metadata: {}, room: "r" });
    expect(seen).toEqual(["refused ROLE_MISSING"]);
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });

  it("renews once when a room puts it out because its token ended, and gives up if that does not help", async () => {
    socket().hear(joined([]));
    socket().hear({ type: "left", room: "r", reason: "TOKEN_EXPIRED" });
    await vi.advanceTimersByTimeAsync(0);
    expect(socket().sent.at(-1)).toEqual({ type: "auth", ticket: "t1" });
    socket().hear(authenticated());
    expect(socket().sent.at(-1)).toMatchObject({ type: "join" });
    socket().hear({ type: "error", reason: "TOKEN_MISSING", metadata: {}, room: "r" });
    expect(seen).toEqual(["refused TOKEN_MISSING"]);
    expect(renew).toHaveBeenCalledTimes(1);
    expect(sockets).toHaveLength(1);
  });

  it("renews before the token's end over the open socket, and stays in its room", async () => {
    socket().hear(authenticated(90_000));
    socket().hear(joined([]));
    await vi.advanceTimersByTimeAsync(28_000);
    expect(renew).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(socket().sent.filter(({ type }) => type === "auth")).toEqual([{ type: "auth", ticket: "t1" }]);
    expect(sockets).toHaveLength(1);
  });

  it("waits by the table, and a random part of it", () => {
    for (let count = 2; count < 12; count += 1) {
      socket().onclose?.({ code: 1006 });
      const bound = Math.min(RULES.first_wait_ms * 2 ** (count - 2), RULES.most_wait_ms);
      vi.advanceTimersByTime(bound / 2 - 1);
      expect(sockets).toHaveLength(count - 1);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(count);
    }
    expect(waitMs(0, () => 0, 700)).toBe(700);
  });

  it("begins anew after a steady connection, waits for what asks it to, and stays away after an error of its own", () => {
    for (let count = 0; count < 4; count += 1) {
      socket().onclose?.({ code: 1006 });
      vi.advanceTimersByTime(15_000);
    }
    const count = sockets.length;
    socket().hear({ type: "hello", limits: {} });
    socket().hear(joined([]));
    vi.advanceTimersByTime(RULES.steady_ms);
    socket().onclose?.({ code: 4429 });
    vi.advanceTimersByTime(1_000 + RULES.first_wait_ms / 2 - 1);
    expect(sockets).toHaveLength(count);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(count + 1);
    socket().onclose?.({ code: 4400 });
    expect(seen).toEqual(["refused CLIENT_AT_FAULT"]);
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(count + 1);
  });

  it("asks again to be let in when it was refused for now, and cuts what does not answer", () => {
    socket().hear({ type: "error", reason: "INTERNAL", metadata: {}, room: "r" });
    vi.advanceTimersByTime(RULES.again_ms + RULES.first_wait_ms);
    expect(socket().sent.filter(({ type }) => type === "join")).toHaveLength(2);
    for (let second = 0; second <= RULES.join_ms / 1_000; second += 1) {
      socket().hear({ type: "pong" });
      vi.advanceTimersByTime(1_000);
    }
    vi.advanceTimersByTime(RULES.first_wait_ms);
    expect(sockets).toHaveLength(2);
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

  it("renews once when the token ran out, and says it again on the same socket", async () => {
    socket().hear(joined([]));
    const said = client.say("hi", "one");
    socket().hear({ type: "error", reason: "TOKEN_EXPIRED", metadata: {}, client_id: "one", room: "r" });
    await vi.advanceTimersByTimeAsync(0);
    expect(socket().sent.at(-1)).toEqual({ type: "auth", ticket: "t1" });
    socket().hear(authenticated());
    expect(socket().sent.at(-1)).toMatchObject({ type: "send", client_id: "one" });
    expect(sockets).toHaveLength(1);
    socket().hear({ type: "error", reason: "TOKEN_EXPIRED", metadata: {}, client_id: "one", room: "r" });
    await expect(said).rejects.toThrow("TOKEN_EXPIRED");
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("tries again what was refused for now, and gives up in the end", async () => {
    socket().hear(joined([]));
    const said = client.say("hi", "one");
    const failed = expect(said).rejects.toThrow("INTERNAL");
    const sends = () => socket().sent.filter(({ type }) => type === "send").length;
    for (let second = 0; second < 33; second += 1) {
      socket().hear({ type: "error", reason: "INTERNAL", metadata: {}, client_id: "one", room: "r" });
      vi.advanceTimersByTime(1_000);
    }
    expect(sends()).toBe(8);
    await failed;
  });

  it("does not say everything at once", () => {
    for (let number = 0; number < 25; number += 1) void client.say("hi", String(number));
    const sends = () => socket().sent.filter(({ type }) => type === "send").length;
    socket().hear(joined([]));
    expect(sends()).toBe(10);
    vi.advanceTimersByTime(3_000);
    expect(sends()).toBe(25);
  });

  it("gives a refusal to who said it, with what is told of it", async () => {
    socket().hear(joined([]));
    const said = client.say("x", "one");
    socket().hear({ type: "error", reason: "CHAT_MUTED", metadata: { until: "99" }, client_id: "one" });
    await expect(said).rejects.toMatchObject({ message: "CHAT_MUTED", details: { until: "99" } });
  });

  it("names the line that is answered, and gives applause only where it is in", () => {
    client.react("like", 3);
    socket().hear(joined([], { reactions: 7 }));
    void client.say("x", "one", "4-0");
    client.react("wow", 2);
    expect(socket().sent.slice(-2)).toEqual([
      { type: "send", room: "r", client_id: "one", text: "x", reply_to: "4-0" },
      { type: "react", room: "r", kind: "wow", count: 2 },
    ]);
    socket().hear({ type: "reactions", room: "r", counts: { wow: 5 }, total: 12 });
    expect(told).toEqual([[{}, 7], [{ wow: 5 }, 12]]);
  });

  it("asks when it hears nothing, and connects anew when nobody answers", () => {
    socket().hear(joined([]));
    vi.advanceTimersByTime(32_000);
    expect(socket().sent.at(-1)).toEqual({ type: "ping" });
    vi.advanceTimersByTime(12_000);
    expect(sockets.length).toBeGreaterThan(1);
  });
});
