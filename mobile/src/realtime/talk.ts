/** What was said in a room and has no answer yet: said again, given up or settled by the rules. */
import { RENEW, RULES, TRY_AGAIN } from "#/realtime/rules";

export class Refused extends Error {}

type Said = {
  clientId: string;
  text: string;
  since: number;
  askedAt: number;
  refusal: string;
  done: (id: string) => void;
  fail: (reason: string) => void;
};

/** Half of the frames that the gateway takes in a second. */
const AT_ONCE = 10;

export class Talk {
  private readonly unanswered = new Map<string, Said>();

  /** `write` sends it if we are in the room. */
  constructor(private readonly write: (text: string, clientId: string) => boolean) {}

  say(text: string, clientId: string): Promise<string> {
    return new Promise((done, reject) => {
      const fail = (reason: string) => {
        reject(new Refused(reason));
      };
      const said: Said = { clientId, text, since: Date.now(), askedAt: -Infinity, refusal: "", done, fail };
      this.unanswered.set(clientId, said);
      this.post(said);
    });
  }

  /** We are in the room again: nothing that was written before counts as asked. */
  entered(): void {
    for (const said of this.unanswered.values()) said.askedAt = -Infinity;
    this.sweep();
  }

  /** Says again what has no answer, the oldest first, and gives up what was refused for too long. */
  sweep(): void {
    const now = Date.now();
    let left = AT_ONCE;
    for (const said of this.unanswered.values()) {
      if (said.refusal !== "" && now - said.since > RULES.give_up_ms) this.settle(said.clientId, said.refusal);
      else if (now - said.askedAt >= RULES.again_ms && left > 0) {
        left -= 1;
        this.post(said);
      }
    }
  }

  sent(clientId: string, id: string): void {
    this.unanswered.get(clientId)?.done(id);
    this.unanswered.delete(clientId);
  }

  /** A refusal; one that time or a renewed token may change leaves it unanswered. */
  refused(clientId: string, reason: string): void {
    const said = this.unanswered.get(clientId);
    if (said === undefined) return;
    said.refusal = reason;
    if (!TRY_AGAIN.has(reason) && !RENEW.has(reason)) this.settle(clientId, reason);
  }

  /** The token is a new one: what the old one was refused is said again. */
  renewed(): void {
    for (const said of this.unanswered.values()) if (RENEW.has(said.refusal)) this.post(said);
  }

  /** There is no other token. */
  notRenewed(): void {
    for (const said of this.unanswered.values()) if (RENEW.has(said.refusal)) this.settle(said.clientId, said.refusal);
  }

  close(): void {
    for (const { clientId } of this.unanswered.values()) this.settle(clientId, "CLOSED");
  }

  private post(said: Said): void {
    if (this.write(said.text, said.clientId)) said.askedAt = Date.now();
  }

  private settle(clientId: string, reason: string): void {
    this.unanswered.get(clientId)?.fail(reason);
    this.unanswered.delete(clientId);
  }
}
