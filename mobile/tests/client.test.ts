import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.mock("#/lib/origin", () => ({ ORIGIN: "" }));

import { api, newKey } from "#/api/client";
import { noteSession } from "#/lib/session-hint";

const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const problem = (reason: string, status: number) => json({ reason, metadata: { available: "2" } }, status);
const paths = () => fetched.mock.calls.map(([url]) => url);

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 500 });
  vi.stubGlobal("fetch", fetched);
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  fetched.mockReset();
  noteSession(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("api", () => {
  it("fills path and query, and sends the key", async () => {
    fetched.mockImplementation(() => Promise.resolve(json({})));
    await api.get("/v1/shows", { query: { state: ["live", "ended"], page_size: 3 } });
    await api.post("/v1/shops/{shop_id}/cart/lines", {
      path: { shop_id: "a/b" }, body: { variant_id: "v", quantity: 1, show_id: "" }, key: "k1",
    });
    expect(paths()).toEqual(["/v1/shows?state=live&state=ended&page_size=3", "/v1/shops/a%2Fb/cart/lines"]);
    expect(fetched.mock.calls[1]?.[1]).toMatchObject({
      method: "POST", credentials: "same-origin", headers: { "Idempotency-Key": "k1" },
    });
  });

  it("makes problems into errors with reason and metadata", async () => {
    fetched.mockResolvedValue(problem("SOLD_OUT", 409));
    await expect(
      api.post("/v1/orders/{order_id}/cancel", { path: { order_id: "o" }, key: newKey() }),
    ).rejects.toMatchObject({ reason: "SOLD_OUT", status: 409, metadata: { available: "2" } });
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it("renews once for all who find the token expired, then goes on", async () => {
    let isFresh = false;
    fetched.mockImplementation((url) => {
      if (url === "/v1/auth/refresh") {
        isFresh = true;
        return Promise.resolve(json(null));
      }
      return Promise.resolve(isFresh ? json({}) : problem("TOKEN_EXPIRED", 401));
    });
    await Promise.all([api.get("/v1/me", {}), api.get("/v1/me/orders", {})]);
    expect(paths().filter((path) => path === "/v1/auth/refresh")).toHaveLength(1);
  });

  it("asks for no renewal where nobody was signed in", async () => {
    noteSession(false);
    fetched.mockResolvedValue(problem("TOKEN_MISSING", 401));
    await expect(api.get("/v1/me", {})).rejects.toMatchObject({ reason: "TOKEN_MISSING" });
    expect(paths()).toEqual(["/v1/me"]);
  });

  it("tries a read again, never a change", async () => {
    fetched.mockRejectedValue(new TypeError("cut"));
    await expect(api.get("/v1/me", {})).rejects.toMatchObject({ reason: "NETWORK" });
    expect(fetched).toHaveBeenCalledTimes(3);
    fetched.mockClear();
    await expect(
      api.post("/v1/orders/{order_id}/cancel", { path: { order_id: "o" }, key: "k" }),
    ).rejects.toMatchObject({ reason: "NETWORK" });
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});
