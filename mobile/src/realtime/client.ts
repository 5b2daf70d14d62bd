/**
 * One socket, one room: joins, resumes after the last id seen, says again what was not acknowledged.
 *
 * - Events reach `onEvents` in the log's order and once each.
 * - A gap is reported only when something was seen before: history at the first join is no gap.
 * - `say` is settled by `sent` or by a refusal that trying again cannot change.
 */
import { readFrame, type Incoming, type Outgoing, type RoomEvent, type RoomState } from "#/realtime/frames";

export type Connection = "connecting" | "open" | "waiting" | "closed";

export type Listener = {
  onJoined: (joined: { events: RoomEvent[]; state: RoomState; hasGap: boolean; isResume: boolean }) => void;
  onEvents: (events: RoomEvent[]) => void;
  /** We read too slowly, and lines up to this id were left out. */
  onDropped: (lastId: string) => void;
  onViewers: (count: number) => void;
  onConnection: (connection: Connection) => void;
  /** The room does not exist or refuses us. */
  onRefused: (reason: string) => void;
};

export type SocketLike = Pick<WebSocket, "send" | "close" | "readyState"> & {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
};

type Options = {
  room: string;
  listener: Listener;
  connect: () => SocketLike;
  /** Renews the session; the socket takes the new cookie by connecting again. */
  renew: () => Promise<boolean>;
  random?: () => number;
};

type Said = { clientId: string; text: string; done: (id: string) => void; fail: (reason: string) => void };

const FIRST_MS = 500;
const MOST_MS = 15_000;
const SILENCE_MS = 30_000;
const ANSWER_MS = 8_000;
const AGAIN_MS = 4_000;
const RENEW_AGAIN_MS = 60_000;
const OPEN = 1;
const AUTH = new Set(["TOKEN_MISSING", "TOKEN_EXPIRED"]);
const NOT_FOR_US = new Set(["SHOW_NOT_FOUND", "ID_INVALID", "ROLE_MISSING", "SESSION_REVOKED"]);

export class Refused extends Error {}

export class RoomClient {
  private socket: SocketLike | null = null;
  private isJoined = false;
  private isStopped = false;
  private lastId = "";
  private epoch = "";
  private failures = 0;
  private isRenewed = false;
  private renewedAt = -Infinity;
  private readonly unanswered = new Map<string, Said>();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private pulse: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;
  private askedAt = 0;
  private sweptAt = 0;

  constructor(private readonly options: Options) {}

  open(): void {
    this.isStopped = false;
    this.connect();
  }

  close(): void {
    this.isStopped = true;
    clearTimeout(this.retry);
    clearInterval(this.pulse);
    this.drop();
    for (const said of this.unanswered.values()) said.fail("CLOSED");
    this.unanswered.clear();
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

  say(text: string, clientId: string): Promise<string> {
    return new Promise((done, reject) => {
      const fail = (reason: string) => {
        reject(new Refused(reason));
      };
      const said: Said = { clientId, text, done, fail };
      this.unanswered.set(clientId, said);
      this.post(said);
    });
  }

  private post({ clientId, text }: Said): void {
    if (this.isJoined) this.write({ type: "send", room: this.options.room, client_id: clientId, text });
  }

  private write(frame: Outgoing): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(frame));
  }

  private connect(): void {
    clearTimeout(this.retry);
    this.options.listener.onConnection("connecting");
    const socket = this.options.connect();
    this.socket = socket;
    this.heardAt = Date.now();
    this.askedAt = 0;
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket) return;
      this.heardAt = Date.now();
      const frame = readFrame(data);
      if (frame !== null) this.take(frame);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
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

  private lost(): void {
    this.drop();
    clearInterval(this.pulse);
    if (this.isStopped) return;
    this.options.listener.onConnection("waiting");
    const random = this.options.random ?? Math.random;
    const wait = Math.min(FIRST_MS * 2 ** this.failures, MOST_MS) * (0.5 + random());
    this.failures += 1;
    this.retry = setTimeout(() => {
      this.connect();
    }, wait);
  }

  private ask(): void {
    this.askedAt = Date.now();
    this.write({ type: "ping" });
  }

  private beat(): void {
    const now = Date.now();
    const isWaiting = this.askedAt > this.heardAt;
    const isJoining = !this.isJoined && now - this.heardAt > ANSWER_MS;
    if (isJoining || (isWaiting && now - this.askedAt > ANSWER_MS)) this.lost();
    else if (!isWaiting && now - this.heardAt > SILENCE_MS) this.ask();
    if (now - this.sweptAt >= AGAIN_MS) {
      this.sweptAt = now;
      for (const said of this.unanswered.values()) this.post(said);
    }
  }

  private take(frame: Incoming): void {
    switch (frame.type) {
      case "hello":
        // The gateway has authenticated the cookie, if any, before it reads our first frame.
        this.write({ type: "join", room: this.options.room, after: this.lastId, epoch: this.epoch });
        break;
      case "joined": {
        const isResume = this.lastId !== "";
        // Ids of another epoch do not compare with ours: all of it is new.
        const events = frame.epoch === this.epoch ? this.fresh(frame.events) : frame.events;
        this.lastId = frame.last_id;
        this.epoch = frame.epoch;
        this.isJoined = true;
        this.failures = 0;
        const { listener } = this.options;
        listener.onConnection("open");
        listener.onJoined({ events, state: frame.state, hasGap: isResume && frame.gap, isResume });
        listener.onViewers(frame.viewers);
        for (const said of this.unanswered.values()) this.post(said);
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
      case "dropped":
        this.lastId = frame.last_id;
        this.options.listener.onDropped(frame.last_id);
        break;
      case "viewers":
        this.options.listener.onViewers(frame.count);
        break;
      case "sent":
        this.isRenewed = false;
        this.settle(frame.client_id, (said) => {
          said.done(frame.id);
        });
        break;
      case "left":
        if (frame.reason !== undefined) this.putOut(frame.reason);
        break;
      case "error":
        if (frame.client_id !== undefined) this.refused(frame.reason, frame.client_id);
        else if (!this.isJoined && frame.room === this.options.room) this.putOut(frame.reason);
        break;
      default:
        break;
    }
  }

  /** The room does not let us in, or no longer: a renewed session may. */
  private putOut(reason: string): void {
    const refuse = () => {
      this.close();
      this.options.listener.onRefused(reason);
    };
    const now = Date.now();
    if (AUTH.has(reason) && now - this.renewedAt > RENEW_AGAIN_MS) {
      this.renewedAt = now;
      this.options.renew().then((isRenewed) => {
        if (isRenewed) this.reconnect();
        else refuse();
      }, refuse);
    } else if (AUTH.has(reason) || NOT_FOR_US.has(reason)) refuse();
  }

  private refused(reason: string, clientId: string): void {
    if (AUTH.has(reason) && !this.isRenewed) {
      this.isRenewed = true;
      void this.options.renew().then(
        (isRenewed) => {
          if (isRenewed) this.reconnect(); // and what is unanswered is said again after joining
          else this.settle(clientId, (said) => { said.fail(reason); });
        },
        () => {
          this.settle(clientId, (said) => { said.fail(reason); });
        },
      );
      return;
    }
    if (reason !== "NOT_JOINED") this.settle(clientId, (said) => { said.fail(reason); });
  }

  private settle(clientId: string, how: (said: Said) => void): void {
    const said = this.unanswered.get(clientId);
    if (said === undefined) return;
    this.unanswered.delete(clientId);
    how(said);
  }

  private fresh(events: RoomEvent[]): RoomEvent[] {
    return this.lastId === "" ? events : events.filter((event) => isAfter(event.id, this.lastId));
  }
}

/** Ids are `<ms>-<n>`, ordered by both numbers. */
export function isAfter(id: string, other: string): boolean {
  const [ms = 0, n = 0] = id.split("-").map(Number);
  const [otherMs = 0, otherN = 0] = other.split("-").map(Number);
  return ms > otherMs || (ms === otherMs && n > otherN);
}
