import { ApiError, NETWORK } from "#/api/errors";
import type { Address, Permission } from "#/push/port";
import { PushRegistrar } from "#/push/registrar";

export const MEI = { id: "mei", locale: "zh-Hant-TW", channel: "通知" };
export const OFFLINE = new ApiError({ reason: NETWORK });
export const ANDROID = (token: string): Address => ({ platform: "android", provider: "fcm", token });

/** A phone, a gateway and a clock that moves when it is told to. */
export class Bench {
  permission: Permission = "askable";
  answer: Permission = "granted";
  asked = 0;
  channels: string[] = [];
  token: (() => Promise<Address>) | null = null;
  changed: (address: Address) => void = () => undefined;
  calls: string[] = [];
  keys: string[] = [];
  fail: unknown[] = [];
  private held: Promise<void> | null = null;
  isThere = false;
  waits: number[] = [];
  wake: (() => void)[] = [];
  standings: string[] = [];
  readonly registrar = new PushRegistrar({
    port: {
      permission: () => Promise.resolve(this.permission),
      ask: () => {
        this.asked += 1;
        this.permission = this.answer;
        return Promise.resolve(this.answer);
      },
      nameChannel: (name) => {
        this.channels.push(name);
        return Promise.resolve();
      },
      address: () => (this.token ?? (() => Promise.resolve(ANDROID("t1"))))(),
      onAddress: (listener) => {
        this.changed = listener;
      },
    },
    put: (body, key) => this.call(`put ${body.platform} ${body.provider} ${body.token} ${body.locale}`, key),
    remove: (key) => this.call("remove", key),
    newKey: () => `k${this.keys.length}-${Math.random()}`,
    sleep: (ms) =>
      new Promise((done) => {
        this.waits.push(ms);
        this.wake.push(done);
      }),
    note: {
      read: () => this.isThere,
      write: (isThere) => {
        this.isThere = isThere;
      },
    },
  });

  constructor() {
    this.registrar.subscribe(() => this.standings.push(this.registrar.standing()));
  }

  async call(what: string, key: string): Promise<void> {
    this.calls.push(what);
    this.keys.push(key);
    const held = this.held;
    this.held = null;
    await held;
    const error = this.fail.shift();
    if (error !== undefined) throw error as Error;
  }

  /** The next call is answered when the result is called. */
  hold(): () => void {
    let letGo: (() => void) | undefined;
    this.held = new Promise((done) => {
      letGo = done;
    });
    return () => letGo?.();
  }

  /** All that waits for nothing but its turn. */
  async rest(): Promise<void> {
    await new Promise((done) => setTimeout(done, 0));
    await new Promise((done) => setTimeout(done, 0));
  }

  async follow(person: typeof MEI | null): Promise<void> {
    this.registrar.follow(person);
    await this.rest();
  }

  async sleepOver(): Promise<void> {
    this.wake.splice(0).forEach((done) => {
      done();
    });
    await this.rest();
  }

  get now(): string {
    return this.registrar.standing();
  }
}
