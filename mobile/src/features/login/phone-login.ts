/**
 * A log-in of the phone app: begun here, done in the system browser, finished here.
 *
 * - What must be shown at the end (`binding`) is in the phone's safe before the browser opens, so
 *   that an app killed meanwhile can finish, and another app that caught the link cannot.
 * - Only the log-in that this app began last is finished, and once; whatever else comes by a link
 *   is refused unasked.
 */
import type { Vault } from "#/api/tokens";
import type { Tokens } from "#/api/types";
import { safeReturn } from "#/features/login/return-to";

export type Began = { authorize_url: string; state: string; binding: string };
export type Finished = { tokens: Tokens; return_to: string };
export type Wish = { provider: string; returnTo: string; locale: string; withoutAutoLogin: boolean };
export type Brought = { provider: string; state: string; code: string; error: string };
type Pending = { provider: string; state: string; binding: string };

type Ports = {
  vault: Vault;
  start: (wish: Wish) => Promise<Began>;
  finish: (brought: Brought & { binding: string }) => Promise<Finished>;
  begin: (tokens: Tokens) => Promise<void>;
};

/** A link that is not the answer to a log-in that was begun here. */
export const STRAY = "STATE_INVALID";
export type Outcome = { returnTo: string } | { reason: typeof STRAY };

export class PhoneLogin {
  readonly #ports: Ports;
  readonly #finishing = new Map<string, Promise<Outcome>>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Where to send the browser. */
  async start(wish: Wish): Promise<string> {
    const began = await this.#ports.start({ ...wish, returnTo: safeReturn(wish.returnTo) });
    const pending: Pending = { provider: wish.provider, state: began.state, binding: began.binding };
    await this.#ports.vault.write(JSON.stringify(pending));
    return began.authorize_url;
  }

  /** The link may come twice, by the browser session and by the system: it is one log-in. */
  finish(brought: Brought): Promise<Outcome> {
    const known = this.#finishing.get(brought.state);
    if (known !== undefined) return known;
    const finishing = this.#finish(brought);
    this.#finishing.set(brought.state, finishing);
    return finishing;
  }

  async #finish(brought: Brought): Promise<Outcome> {
    const pending = readPending(await this.#ports.vault.read());
    if (pending?.state !== brought.state || pending.provider !== brought.provider) return { reason: STRAY };
    await this.#ports.vault.write(null);
    const finished = await this.#ports.finish({ ...brought, binding: pending.binding });
    await this.#ports.begin(finished.tokens);
    return { returnTo: safeReturn(finished.return_to) };
  }
}

function readPending(text: string | null): Pending | null {
  if (text === null) return null;
  try {
    const { provider, state, binding } = JSON.parse(text) as Partial<Record<keyof Pending, unknown>>;
    if (typeof provider !== "string" || typeof state !== "string" || typeof binding !== "string") return null;
    return { provider, state, binding };
  } catch {
    return null;
  }
}
