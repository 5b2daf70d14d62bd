import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, NETWORK } from "#/api/errors";
import { TokenKeeper, type Ask, type Vault } from "#/api/tokens";
import type { Tokens } from "#/api/types";

const steps: string[] = [];
let inSafe: string | null;
const vault: Vault = {
  read: () => Promise.resolve(inSafe),
  write: (text) => {
    inSafe = text;
    steps.push(`safe ${String(text)}`);
    return Promise.resolve();
  },
};
const pair = (n: number): Tokens => ({
  access_token: `a${String(n)}`,
  refresh_token: `r${String(n)}`,
  access_expire_time: "2026-11-01T00:00:00Z",
  session_id: "s",
});
const ok = (n: number) => new Response(JSON.stringify(pair(n)));
const refused = (status: number, reason: string) => new Response(JSON.stringify({ reason }), { status });
const keeper = () => new TokenKeeper({ vault, sleep: () => Promise.resolve() });
const ask = vi.fn<Ask>();

beforeEach(() => {
  steps.length = 0;
  inSafe = "r1";
  ask.mockReset();
});

describe("the tokens of a phone", () => {
  it("shows nothing for a guest, and asks nobody", async () => {
    inSafe = null;
    const tokens = keeper();
    expect(await tokens.headers(ask)).toEqual({});
    expect(await tokens.renew(ask)).toBe(false);
    expect(ask).not.toHaveBeenCalled();
  });

  it("an opened app renews once for all who call, then shows the new token", async () => {
    ask.mockResolvedValueOnce(ok(2));
    const tokens = keeper();
    const shown = await Promise.all([tokens.headers(ask), tokens.headers(ask), tokens.renew(ask)]);
    expect(shown).toEqual([{ Authorization: "Bearer a2" }, { Authorization: "Bearer a2" }, true]);
    expect(ask.mock.calls).toEqual([["r1"]]);
    expect(await tokens.headers(ask)).toEqual({ Authorization: "Bearer a2" });
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("has the new refresh token in the safe before the new access token is used", async () => {
    ask.mockResolvedValueOnce(ok(2));
    let isStored = false;
    const slow: Vault = {
      read: () => Promise.resolve("r1"),
      write: async () => {
        await new Promise((done) => setTimeout(done, 5));
        isStored = true;
      },
    };
    const tokens = new TokenKeeper({ vault: slow });
    const renewing = tokens.renew(ask);
    await Promise.resolve();
    expect([tokens.token, isStored]).toEqual(["", false]);
    await renewing;
    expect([tokens.token, isStored]).toEqual(["a2", true]);
  });

  it("does not use tokens that the safe would not take", async () => {
    ask.mockResolvedValue(ok(2));
    const full: Vault = { read: () => Promise.resolve("r1"), write: () => Promise.reject(new Error("full")) };
    const tokens = new TokenKeeper({ vault: full });
    await expect(tokens.renew(ask)).rejects.toThrow("full");
    expect(tokens.token).toBe("");
  });

  it.each(["REFRESH_INVALID", "REFRESH_REUSED", "SESSION_REVOKED"])("%s ends the session", async (reason) => {
    ask.mockResolvedValueOnce(refused(401, reason));
    const tokens = keeper();
    expect(await tokens.renew(ask)).toBe(false);
    expect(inSafe).toBeNull();
    expect(await tokens.headers(ask)).toEqual({});
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it.each([
    [503, "RETRY_LATER"],
    [500, "INTERNAL"],
    [429, "RATE_LIMITED"],
  ])("a server that fails (%i) never ends it", async (status, reason) => {
    ask.mockResolvedValueOnce(refused(status, reason)).mockResolvedValueOnce(ok(2));
    const tokens = keeper();
    await expect(tokens.renew(ask)).rejects.toMatchObject({ reason });
    expect(inSafe).toBe("r1");
    expect(await tokens.renew(ask)).toBe(true);
  });

  it("asks again with the same token when no answer came or another renewal is at it", async () => {
    ask
      .mockRejectedValueOnce(new ApiError({ reason: NETWORK }))
      .mockResolvedValueOnce(refused(409, "REFRESH_IN_PROGRESS"))
      .mockResolvedValueOnce(ok(2));
    expect(await keeper().renew(ask)).toBe(true);
    expect(ask.mock.calls.flat()).toEqual(["r1", "r1", "r1"]);
  });

  it("offline, what guests may read goes on and the session stays", async () => {
    ask.mockRejectedValue(new ApiError({ reason: NETWORK }));
    expect(await keeper().headers(ask)).toEqual({});
    expect(inSafe).toBe("r1");
  });

  it("signing out while a renewal is on its way wins", async () => {
    let answer: (response: Response) => void = () => undefined;
    ask.mockReturnValueOnce(new Promise((done) => { answer = done; }));
    const tokens = keeper();
    const renewing = tokens.renew(ask);
    await vi.waitFor(() => {
      expect(ask).toHaveBeenCalled();
    });
    await tokens.end();
    answer(ok(2));
    expect(await renewing).toBe(false);
    expect([tokens.token, inSafe]).toEqual(["", null]);
  });

  it("a log-in while a refused renewal comes back is not undone by it", async () => {
    let answer: (response: Response) => void = () => undefined;
    ask.mockReturnValueOnce(new Promise((done) => { answer = done; }));
    const tokens = keeper();
    const renewing = tokens.renew(ask);
    await vi.waitFor(() => {
      expect(ask).toHaveBeenCalled();
    });
    await tokens.begin(pair(7));
    answer(refused(401, "SESSION_REVOKED"));
    expect(await renewing).toBe(true);
    expect([tokens.token, inSafe]).toEqual(["a7", "r7"]);
  });

  it("keeps the access token out of the safe", async () => {
    const tokens = keeper();
    await tokens.begin(pair(3));
    expect(steps).toEqual(["safe r3"]);
  });
});
