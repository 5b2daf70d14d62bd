/**
 * One socket, one room: joins, resumes after the last id seen, says again what was not acknowledged, and
 * renews who it is, all by the rules of docs/realtime.md ("Reconnecting").
 *
 * - Events reach `onEvents` in the log's order and once each.
 * - A gap is reported only when something was seen before: history at the first join is no gap.
 * - `say` is settled by `sent` or by a refusal that trying again cannot change.
 */
import { readFrame, type Incoming, type Outgoing, type ReactionKind, type RoomEvent } from "#/realtime/frames";
import { isAfter } from "#/realtime/ids";
import type { Listener } from "#/realtime/listener";
import type { Details } from "#/realtime/refused";
import { Renewal, type Proof } from "#/realtime/renewal";
import { LEAST_WAIT_MS, RENEW, RULES, TRY_AGAIN, waitMs } from "#/realtime/rules";
import { Talk, type Message } from "#/realtime/talk";

export type SocketLike = Pick<WebSocket, "send" | "close" | "readyState"> & {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
};

type Options = {
  room: string;
  listener: Listener;
  connect: () => SocketLike;
  /** Renews the session, and answers what shows it to the open socket; null when there is none. */
  renew: () => Promise<Proof | null>;
  random?: () => number;
};

type Refusal = { reason: string; metadata: Details; room?: string; client_id?: string };

const OPEN = 1;

export class RoomClient {
  private socket: SocketLike | null = null;
  private isJoined = false;
  private isStopped = false;
  private lastId = "";
  private epoch = "";
  private failures = 0;
  private readonly renewal: Renewal;
  private readonly talk = new Talk((message) => this.post(message));
  private retry: ReturnType<typeof setTimeout> | undefined;
  private pulse: ReturnType<typeof setInterval> | undefined;
  private openedAt = 0;
  private heardAt = 0;
  private askedAt = 0;
  private joinAskedAt = 0;
  /** When to ask again to be let in; 0: not now. */
  private joinAt = 0;

  constructor(private readonly options: Options) {
    this.renewal = new Renewal(options.renew, (proof) => {
      if (proof !== null) this.write({ type: "auth", ...proof });
      else {
        this.talk.notRenewed();
        if (this.joinAt === Infinity) this.refuse("TOKEN_MISSING");
      }
    });
  }

  open(): void {
    this.isStopped = false;
    this.connect();
  }

  close(): void {
    this.isStopped = true;
    clearTimeout(this.retry);
    clearInterval(this.pulse);
    this.drop();
    this.talk.close();
    this.options.listener.onConnection("closed");
  }

  /** Connect at once: the network came back, the page is seen again, or who is signed in changed. */
  reconnect(): void {
    if (this.isStopped) return;
    this.failures = 0;
    this.drop();
    this.connect();
  }

  /** The socket may be dead without knowing: ask, and connect anew when nothing answers. */
  check(): void {
    if (this.isStopped) return;
    if (this.socket?.readyState !== OPEN) this.reconnect();
    else this.ask();
  }

  say(text: string, clientId: string, replyTo = ""): Promise<string> {
    return this.talk.say({ text, clientId, replyTo });
  }

  /** Applause that comes late is none: what finds no room is not given again. */
  react(kind: ReactionKind, count: number): void {
    if (this.isJoined) this.write({ type: "react", room: this.options.room, kind, count });
  }

  private post({ text, clientId, replyTo }: Message): boolean {
    if (this.isJoined) {
      const answer = replyTo === "" ? null : { reply_to: replyTo };
      this.write({ type: "send", room: this.options.room, client_id: clientId, text, ...answer });
    }
    return this.isJoined;
  }

  private write(frame: Outgoing): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(frame));
  }

  private connect(): void {
    clearTimeout(this.retry);
    this.options.listener.onConnection("connecting");
    const socket = this.options.connect();
    this.socket = socket;
    this.openedAt = Date.now();
    this.askedAt = this.openedAt; // `hello` is what it is asked for
    this.heardAt = this.joinAskedAt = this.joinAt = 0;
    this.renewal.forget();
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket) return;
      this.heardAt = Date.now();
      const frame = readFrame(data);
      if (frame !== null) this.take(frame);
    };
    socket.onclose = ({ code }) => {
      if (this.socket === socket) this.lost(code);
    };
    clearInterval(this.pulse);
    this.pulse = setInterval(() => {
      this.beat();
    }, 1000);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.isJoined = false;
    if (socket !== null) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
  }

  private lost(code = 1006): void {
    this.drop();
    clearInterval(this.pulse);
    if (this.isStopped) return;
    const least = LEAST_WAIT_MS[code];
    if (least === null) {
      this.refuse("CLIENT_AT_FAULT");
      return;
    }
    this.options.listener.onConnection("waiting");
    if (Date.now() - this.openedAt >= RULES.steady_ms) this.failures = 0;
    const wait = waitMs(this.failures, this.options.random ?? Math.random, least);
    this.failures += 1;
    this.retry = setTimeout(() => {
      this.connect();
    }, wait);
  }

  private refuse(reason: string): void {
    this.close();
    this.options.listener.onRefused(reason);
  }

  private join(): void {
    this.joinAskedAt = Date.now();
    this.joinAt = 0;
    this.write({ type: "join", room: this.options.room, after: this.lastId, epoch: this.epoch });
  }

  private ask(): void {
    this.askedAt = Date.now();
    this.write({ type: "ping" });
  }

  private beat(): void {
    const now = Date.now();
    const isWaiting = this.askedAt > this.heardAt;
    const isJoining = this.joinAskedAt > 0 && !this.isJoined && this.joinAt === 0;
    if (isWaiting && now - this.askedAt > RULES.answer_ms) this.lost();
    else if (isJoining && now - this.joinAskedAt > RULES.join_ms) this.lost();
    else {
      if (!isWaiting && now - this.heardAt > RULES.silence_ms) this.ask();
      if (this.joinAt > 0 && now >= this.joinAt) this.join();
      this.renewal.beat();
      this.talk.sweep();
    }
  }

  private take(frame: Incoming): void {
    switch (frame.type) {
      case "hello":
        // The gateway has authenticated the cookie, if any, before it reads our first frame.
        this.join();
        break;
      case "authenticated":
        this.renewal.admitted(frame.expires);
        if (this.joinAt > 0) this.join();
        this.talk.renewed();
        break;
      case "joined": {
        const isResume = this.lastId !== "";
        // Ids of another epoch do not compare with ours: all of it is new.
        const events = frame.epoch === this.epoch ? this.fresh(frame.events) : frame.events;
        this.lastId = frame.last_id;
        this.epoch = frame.epoch;
        this.isJoined = true;
        const { listener } = this.options;
        listener.onConnection("open");
        listener.onJoined({ events, state: frame.state, hasGap: isResume && frame.gap, isResume });
        listener.onViewers(frame.viewers);
        listener.onReactions({}, frame.reactions);
        this.talk.entered();
        break;
      }
      case "events": {
        const events = this.fresh(frame.events);
        const last = events.at(-1);
        if (last !== undefined) {
          this.lastId = last.id;
          this.options.listener.onEvents(events);
        }
        break;
      }
      case "dropped": {
        const events = this.fresh(frame.events);
        if (events.length > 0) this.options.listener.onEvents(events);
        this.lastId = frame.last_id;
        this.options.listener.onDropped(frame.last_id);
        break;
      }
      case "viewers":
        this.options.listener.onViewers(frame.count);
        break;
      case "reactions":
        this.options.listener.onReactions(frame.counts, frame.total);
        break;
      case "sent":
        this.talk.sent(frame.client_id, frame.id);
        break;
      case "left":
        this.isJoined = false;
        if (frame.reason !== undefined) this.putOut(frame.reason);
        break;
      case "error":
        this.refused(frame);
        break;
      default:
        break;
    }
  }

  private refused({ reason, metadata, room, client_id: clientId }: Refusal): void {
    if (clientId !== undefined) {
      this.talk.refused(clientId, reason, metadata);
      if (RENEW.has(reason)) this.renewal.refused();
    } else if (room === undefined) {
      if (RENEW.has(reason)) this.renewal.refused();
      else if (TRY_AGAIN.has(reason)) this.renewal.soon();
    } else if (!this.isJoined && room === this.options.room) this.putOut(reason);
  }

  /** The room does not let us in, or no longer: time or a renewed token may change that. */
  private putOut(reason: string): void {
    if (TRY_AGAIN.has(reason)) {
      this.joinAt = Date.now() + waitMs(0, this.options.random ?? Math.random, RULES.again_ms);
    } else if (RENEW.has(reason)) {
      this.joinAt = Infinity;
      this.renewal.refused();
    } else this.refuse(reason);
  }

  private fresh(events: RoomEvent[]): RoomEvent[] {
    return this.lastId === "" ? events : events.filter((event) => isAfter(event.id, this.lastId));
  }
}
