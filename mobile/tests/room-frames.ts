import type { SocketLike } from "#/realtime/client";
import type { ChatEvent, RoomEvent } from "#/realtime/frames";

/** A gateway that says what the test says. */
export class FakeSocket implements SocketLike {
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

export const chat = (id: string, text = id, clientId = `c-${id}`): ChatEvent => ({
  id, ts: 0, kind: "chat", user: { id: "u", name: "mei" }, text, client_id: clientId,
});
export const joined = (events: RoomEvent[], more: object = {}) => ({
  type: "joined", room: "r", epoch: "e1", last_id: events.at(-1)?.id ?? "0-0", gap: false, viewers: 3, state: {}, events, ...more,
});

export const authenticated = (livesMs = 600_000) => ({
  type: "authenticated", user_id: "u", name: "mei", expires: Date.now() + livesMs,
});
