/**
 * The tokens of a phone: the refresh token in its safe, the access token in memory only.
 *
 * - One renewal at a time; everyone who asks meanwhile shares it.
 * - The new refresh token is in the safe before the new access token is used: an app that is killed
 *   in between asks again with the old one, which the gateway still takes.
 * - Only a refusal ends the session. A network or a server that fails never does.
 * - No clock is asked: a token is good until it is refused; phones' clocks are wrong by hours.
 * - Signing out while a renewal is on its way wins.
 */
import { ApiError, NETWORK, readProblem } from "#/api/errors";
import type { Tokens } from "#/api/types";

export type Vault = { read: () => Promise<string | null>; write: (text: string | null) => Promise<void> };
/** Shows the refresh token to the gateway. */
export type Ask = (refreshToken: string) => Promise<Response>;
type Options = { vault: Vault; sleep?: (ms: number) => Promise<void> };

const BUSY_MS = 400;
const TRIES = 3;

export class TokenKeeper {
  readonly #vault: Vault;
  readonly #sleep: (ms: number) => Promise<void>;
  #access = "";
  #refresh: string | null | undefined; // undefined: the safe was not asked yet
  #renewing: Promise<boolean> | null = null;
  #epoch = 0;

  constructor({ vault, sleep = wait }: Options) {
    this.#vault = vault;
    this.#sleep = sleep;
  }

  /** The access token; empty for guests, and until the first call. */
  get token(): string {
    return this.#access;
  }

  /** What a call shows; an app that was just opened renews first. */
  async headers(ask: Ask): Promise<Record<string, string>> {
    if (this.token === "" && (await this.#kept()) !== null) {
      try {
        await this.renew(ask);
      } catch (error) {
        // What guests may read goes on; a call that needs her is refused and renews again.
        if (!(error instanceof ApiError)) throw error;
      }
    }
    return this.token === "" ? {} : { Authorization: `Bearer ${this.token}` };
  }

  async begin(tokens: Tokens): Promise<void> {
    this.#epoch += 1;
    await this.#take(tokens);
  }

  async end(): Promise<void> {
    this.#epoch += 1;
    this.#access = "";
    this.#refresh = null;
    await this.#vault.write(null);
  }

  /** False when there is nothing to renew, or no longer. */
  renew(ask: Ask): Promise<boolean> {
    this.#renewing ??= this.#renew(ask).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(ask: Ask): Promise<boolean> {
    const epoch = this.#epoch;
    const shown = await this.#kept();
    if (shown === null) return false;
    for (let attempt = 1; ; attempt += 1) {
      let problem: ApiError;
      try {
        const response = await ask(shown);
        if (response.ok) {
          const tokens = (await response.json()) as Tokens;
          if (epoch !== this.#epoch) return this.token !== "";
          await this.#take(tokens);
          return true;
        }
        problem = await readProblem(response);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        problem = error;
      }
      if (epoch !== this.#epoch) return this.token !== "";
      if (problem.status === 401) {
        await this.end();
        return false;
      }
      const mayPass = problem.reason === NETWORK || problem.reason === "REFRESH_IN_PROGRESS";
      if (!mayPass || attempt >= TRIES) throw problem;
      await this.#sleep(BUSY_MS * attempt);
    }
  }

  async #take(tokens: Tokens): Promise<void> {
    await this.#vault.write(tokens.refresh_token);
    this.#refresh = tokens.refresh_token;
    this.#access = tokens.access_token;
  }

  async #kept(): Promise<string | null> {
    if (this.#refresh === undefined) {
      const read = await this.#vault.read();
      this.#refresh ??= read;
    }
    return this.#refresh;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
