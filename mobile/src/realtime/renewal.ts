/** When a socket's token is renewed: before its end, and once when one is refused. */
import { RULES } from "#/realtime/rules";

/** What shows the gateway a renewed session. */
export type Proof = { token: string } | { ticket: string };

export class Renewal {
  private doneAt = -Infinity;
  private dueAt = Infinity;
  private isRunning = false;

  /** `done` gets null when there is no other token to be had. */
  constructor(
    private readonly ask: () => Promise<Proof | null>,
    private readonly done: (proof: Proof | null) => void,
  ) {}

  /** Nobody is signed in on this socket yet. */
  forget(): void {
    this.dueAt = Infinity;
  }

  admitted(expires: number): void {
    this.dueAt = Math.max(expires - RULES.renew_before_ms, Date.now() + RULES.renew_least_ms);
  }

  soon(): void {
    this.dueAt = Date.now() + RULES.again_ms;
  }

  beat(): void {
    if (Date.now() >= this.dueAt) this.run();
  }

  /** A token was refused: another one may not be, unless this one is new. */
  refused(): void {
    if (Date.now() - this.doneAt > RULES.renew_least_ms) this.run();
    else if (!this.isRunning) this.done(null);
  }

  private run(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    this.dueAt = Infinity;
    const done = (proof: Proof | null) => {
      this.isRunning = false;
      this.doneAt = Date.now();
      if (proof === null) this.dueAt = Date.now() + RULES.renew_least_ms;
      this.done(proof);
    };
    this.ask().then(done, () => {
      done(null);
    });
  }
}
