/** What was said in a room and has no answer yet: said again, given up or settled by the rules. */
import { Refused, type Details } from "#/realtime/refused";
import { RENEW, RULES, TRY_AGAIN } from "#/realtime/rules";

/** `replyTo`: the line that it answers, or nothing. */
export type Message = { text: string; clientId: string; replyTo: string };

type Said = {
  message: Message;
  since: number;
  askedAt: number;
  refusal: Refused | null;
  done: (id: string) => void;
  fail: (refusal: Refused) => void;
};

/** Half of the frames that the gateway takes in a second. */
const AT_ONCE = 10;

export class Talk {
  private readonly unanswered = new Map<string, Said>();

  /** `write` sends it if we are in the room. */
  constructor(private readonly write: (message: Message) => boolean) {}

  say(message: Message): Promise<string> {
    return new Promise((done, fail) => {
      const said: Said = { message, since: Date.now(), askedAt: -Infinity, refusal: null, done, fail };
      this.unanswered.set(message.clientId, said);
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
      if (said.refusal !== null && now - said.since > RULES.give_up_ms) this.settle(said, said.refusal);
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
  refused(clientId: string, reason: string, details: Details): void {
    const said = this.unanswered.get(clientId);
    if (said === undefined) return;
    said.refusal = new Refused(reason, details);
    if (!TRY_AGAIN.has(reason) && !RENEW.has(reason)) this.settle(said, said.refusal);
  }

  /** The token is a new one: what the old one was refused is said again. */
  renewed(): void {
    for (const said of this.unanswered.values()) if (needsToken(said.refusal)) this.post(said);
  }

  /** There is no other token. */
  notRenewed(): void {
    for (const said of this.unanswered.values()) if (needsToken(said.refusal)) this.settle(said, said.refusal);
  }

  close(): void {
    for (const said of this.unanswered.values()) this.settle(said, new Refused("CLOSED"));
  }

  private post(said: Said): void {
    if (this.write(said.message)) said.askedAt = Date.now();
  }

  private settle(said: Said, refusal: Refused): void {
    said.fail(refusal);
    this.unanswered.delete(said.message.clientId);
  }
}

function needsToken(refusal: Refused | null): refusal is Refused {
  return refusal !== null && RENEW.has(refusal.message);
}
