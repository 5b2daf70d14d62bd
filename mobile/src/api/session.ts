/** How a phone shows who calls: a bearer token; cookies are kept out of it. */
import { TokenKeeper, type Ask } from "#/api/tokens";
import type { Tokens } from "#/api/types";
import { vaultFor } from "#/lib/vault";

const keeper = new TokenKeeper({ vault: vaultFor("session") });

/** The renewal itself, with the body that this platform sends. */
export type Renewal = (body: { refresh_token?: string }) => Promise<Response>;

const asking = (post: Renewal): Ask => (refreshToken) => post({ refresh_token: refreshToken });

export const session = {
  credentials: "omit" as RequestCredentials,
  headers: (post: Renewal): Promise<Record<string, string>> => keeper.headers(asking(post)),
  renew: (post: Renewal): Promise<boolean> => keeper.renew(asking(post)),
  begin: (tokens: Tokens): Promise<void> => keeper.begin(tokens),
  end: (): Promise<void> => keeper.end(),
  /** For the socket. */
  token: (): string => keeper.token,
};
