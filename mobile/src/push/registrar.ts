/**
 * Keeps the gateway told where notifications reach this phone, while somebody is signed in.
 *
 * - The phone's question is shown when she presses for it, and once while the app runs.
 * - One call at a time: an answer that is late never overtakes a newer wish.
 * - What may pass is tried again, longer apart each time, then not before something changes.
 * - At log-out the token goes first, while the session may still say so.
 */
import { ApiError, isPassing } from "#/api/errors";
import type { Address, Permission, PushPort } from "#/push/port";

/** `channel` is what her phone's settings call our notifications. */
export type Person = { id: string; locale: string; channel: string };
/** `off`: may be asked; `blocked`: only the phone's settings help. */
export type Standing = "unknown" | "off" | "blocked" | "working" | "on" | "failed";

type Parts = {
  port: PushPort;
  put: (body: Address & { locale: string }, key: string) => Promise<void>;
  remove: (key: string) => Promise<void>;
  newKey: () => string;
  sleep: (ms: number) => Promise<void>;
  /** Whether the gateway may have a token of this phone, also after the app was closed. */
  note: { read: () => boolean; write: (isThere: boolean) => void };
};

const TRIES = 7;
const LEAVE_MS = 3000;

export function waitMs(attempt: number): number {
  return Math.min(2000 * 2 ** (attempt - 1), 60_000);
}

export class PushRegistrar {
  readonly #parts: Parts;
  readonly #listeners = new Set<() => void>();
  #person: Person | null = null;
  #address: Address | null = null;
  #told = ""; // what the gateway has of this session
  #meant = { wish: "", key: "" }; // one intention, one key, until it is answered
  #asking: Promise<Permission> | null = null;
  #isRefused = false;
  #round = 0; // what an earlier round still brings counts no more
  #calls: Promise<unknown> = Promise.resolve();
  #standing: Standing = "unknown";

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.port.onAddress((address) => {
      if (sameAs(address, this.#address)) return;
      this.#address = address;
      this.look();
    });
  }

  readonly standing = (): Standing => this.#standing;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Who is signed in, and what she reads the app in; null for nobody. */
  follow(person: Person | null): void {
    if (person?.id !== this.#person?.id) {
      this.#told = "";
      this.#meant = { wish: "", key: "" };
      this.#stand("unknown");
    }
    this.#person = person;
    this.look();
  }

  /** The app is looked at again: she may have been in the phone's settings. */
  look(): void {
    this.#round += 1;
    if (this.#person !== null) void this.#settle(this.#person, this.#round);
  }

  /** She pressed for it. */
  async ask(): Promise<void> {
    const { port } = this.#parts;
    const channel = this.#person?.channel;
    if (channel === undefined) return;
    this.#asking ??= port.nameChannel(channel).then(port.ask);
    try {
      this.#isRefused = (await this.#asking) !== "granted";
    } catch {
      this.#stand("failed");
      return;
    } finally {
      this.#asking = null;
    }
    this.look();
  }

  /** Before she signs out. Nothing here holds her up: the session takes its token along in any case. */
  async leave(): Promise<void> {
    this.#round += 1;
    this.#told = "";
    await Promise.race([this.#withdraw(), this.#parts.sleep(LEAVE_MS)]);
  }

  async #settle(person: Person, round: number): Promise<void> {
    const isOver = () => round !== this.#round;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const standing = await this.#step(person, isOver);
        if (!isOver()) this.#stand(standing);
        return;
      } catch (error) {
        if (isOver()) return;
        if (!mayPass(error) || attempt >= TRIES) {
          this.#stand("failed");
          return;
        }
      }
      await this.#parts.sleep(waitMs(attempt));
      if (isOver()) return;
    }
  }

  async #step(person: Person, isOver: () => boolean): Promise<Standing> {
    const { port } = this.#parts;
    const permission = await port.permission();
    if (isOver()) return this.#standing;
    if (permission !== "granted") {
      await this.#withdraw();
      return permission === "askable" && !this.#isRefused ? "off" : "blocked";
    }
    if (this.#standing !== "on") this.#stand("working");
    await port.nameChannel(person.channel);
    const asked = this.#address ?? (await port.address());
    this.#address ??= asked; // another may have come meanwhile
    const body = { ...this.#address, locale: person.locale };
    const wish = JSON.stringify(body);
    await this.#inTurn(async () => {
      if (isOver() || this.#told === wish) return;
      if (this.#meant.wish !== wish) this.#meant = { wish, key: this.#parts.newKey() };
      this.#parts.note.write(true); // also when the answer is lost
      await this.#parts.put(body, this.#meant.key);
      this.#meant = { wish: "", key: "" };
      if (!isOver()) this.#told = wish;
    });
    return "on";
  }

  async #withdraw(): Promise<void> {
    await this.#inTurn(async () => {
      if (!this.#parts.note.read()) return;
      try {
        await this.#parts.remove(this.#parts.newKey());
        this.#told = "";
        this.#parts.note.write(false);
      } catch (error) {
        if (!isPassing(error)) this.#parts.note.write(false); // signed out: it went with the session
      }
    });
  }

  #inTurn(call: () => Promise<void>): Promise<void> {
    const turn = this.#calls.then(call);
    this.#calls = turn.catch(() => undefined);
    return turn;
  }

  #stand(standing: Standing): void {
    if (standing === this.#standing) return;
    this.#standing = standing;
    for (const listener of this.#listeners) listener();
  }
}

/** Of what the phone itself refuses, nobody can tell what will pass. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || isPassing(error);
}

function sameAs(one: Address, other: Address | null): boolean {
  return one.token === other?.token && one.provider === other.provider;
}
