/** Leaving the phone app for the system browser, and coming back by a link. */
import { beforeEach, describe, expect, it, vi } from "vitest";

vi.mock("#/lib/origin", () => ({ ORIGIN: "" }));

import type { Vault } from "#/api/tokens";
import type { Tokens } from "#/api/types";
import { goUrl, readForm } from "#/features/checkout/go";
import { PhoneLogin, STRAY, type Began, type Finished } from "#/features/login/phone-login";
import { pathOfLink, schemeLink } from "#/lib/app-link";

const OURS = "https://shop.test";

describe("links into the app", () => {
  it.each([
    ["nightmarket://login/line?state=s%2B1&code=c", "/login/line?state=s%2B1&code=c"],
    ["nightmarket:///pay/return?order_id=o", "/pay/return?order_id=o"],
    [`${OURS}/app/login/line?state=s`, "/login/line?state=s"],
    ["/app/pay/return?order_id=o", "/pay/return?order_id=o"],
    [`${OURS}/shows/1?add=v&key=k`, "/shows/1?add=v&key=k"],
    ["/orders/1", "/orders/1"],
  ])("%s is %s", (link, path) => {
    expect(pathOfLink(link, OURS)).toBe(path);
  });

  it.each(["https://evil.test/app/x", `${OURS}.evil.test/x`, "javascript:alert(1)", "//evil.test", "other://x", ""])(
    "%s is none of ours",
    (link) => {
      expect(pathOfLink(link, OURS)).toBeNull();
    },
  );

  it("a link by scheme means the path that it was made of", () => {
    expect(schemeLink("/login/line")).toBe("nightmarket://login/line");
    expect(pathOfLink(schemeLink("/pay/return"), OURS)).toBe("/pay/return");
  });
});

describe("the cashier's form", () => {
  const form = { url: "https://cashier.test/in?x=1", fields: { TradeDesc: "夜市 & 100%", CheckMacValue: "AB+/=" } };

  it("arrives as it left, out of any server's sight", () => {
    const url = new URL(goUrl(OURS, form));
    expect([url.pathname, url.search]).toEqual(["/pay/go", ""]);
    expect(readForm(url.hash, OURS)).toEqual(form);
  });

  it.each([
    ["to our own site", { url: `${OURS}/v1/auth/logout`, fields: {} }],
    ["to a script", { url: "javascript:alert(1)", fields: {} }],
    ["without an address", { fields: {} }],
    ["with fields that are no text", { url: "https://cashier.test", fields: { a: { b: 1 } } }],
  ])("is refused %s", (_what, bad) => {
    expect(readForm(`#${encodeURIComponent(JSON.stringify(bad))}`, OURS)).toBeNull();
  });

  it.each(["", "#", "#%", "#null", "#{"])("is refused when it is %s", (hash) => {
    expect(readForm(hash, OURS)).toBeNull();
  });
});

describe("a log-in through the system browser", () => {
  let inSafe: string | null;
  const steps: string[] = [];
  const vault: Vault = {
    read: () => Promise.resolve(inSafe),
    write: (text) => {
      inSafe = text;
      steps.push(text === null ? "forgotten" : "in the safe");
      return Promise.resolve();
    },
  };
  const began: Began = { authorize_url: "https://line.test/go", state: "s1", binding: "b1" };
  const tokens: Tokens = { access_token: "a", refresh_token: "r", access_expire_time: "", session_id: "x" };
  const start = vi.fn<(wish: unknown) => Promise<Began>>();
  const finish = vi.fn<(brought: unknown) => Promise<Finished>>();
  const begin = vi.fn<(tokens: Tokens) => Promise<void>>();
  const app = () => new PhoneLogin({ vault, start, finish, begin });
  const wish = { provider: "line", returnTo: "/shows/1?add=v&key=k", locale: "th-TH", withoutAutoLogin: false };
  const brought = { provider: "line", state: "s1", code: "c1", error: "" };

  beforeEach(() => {
    inSafe = null;
    steps.length = 0;
    start.mockReset().mockResolvedValue(began);
    finish.mockReset().mockResolvedValue({ tokens, return_to: "/shows/1?add=v&key=k" });
    begin.mockReset().mockImplementation(() => {
      steps.push("signed in");
      return Promise.resolve();
    });
  });

  it("goes on where she was, with what she meant to do", async () => {
    const login = app();
    expect(await login.start(wish)).toBe("https://line.test/go");
    expect(start).toHaveBeenCalledWith(wish);
    expect(await login.finish(brought)).toEqual({ returnTo: "/shows/1?add=v&key=k" });
    expect(finish).toHaveBeenCalledWith({ ...brought, binding: "b1" });
    expect(steps).toEqual(["in the safe", "forgotten", "signed in"]);
  });

  it("is finished by an app that was killed meanwhile", async () => {
    await app().start(wish);
    expect(await app().finish(brought)).toEqual({ returnTo: "/shows/1?add=v&key=k" });
  });

  it("is one log-in when the link comes twice", async () => {
    const login = app();
    await login.start(wish);
    await Promise.all([login.finish(brought), login.finish(brought)]);
    expect(await login.finish(brought)).toEqual({ returnTo: "/shows/1?add=v&key=k" });
    expect(finish).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["nothing was begun", null, brought],
    ["it is another's state", JSON.stringify({ provider: "line", state: "s1", binding: "b1" }), { ...brought, state: "s2" }],
    ["it is another provider", JSON.stringify({ provider: "line", state: "s1", binding: "b1" }), { ...brought, provider: "x" }],
    ["the safe holds nonsense", "{", brought],
    ["there is no state", null, { ...brought, state: "" }],
  ])("a link is not obeyed when %s", async (_why, kept, link) => {
    inSafe = kept;
    expect(await app().finish(link)).toEqual({ reason: STRAY });
    expect(finish).not.toHaveBeenCalled();
    expect(begin).not.toHaveBeenCalled();
    expect(inSafe).toBe(kept);
  });

  it("a refusal opens no session", async () => {
    finish.mockRejectedValue(new Error("USER_CANCELLED"));
    const login = app();
    await login.start(wish);
    await expect(login.finish({ ...brought, code: "", error: "access_denied" })).rejects.toThrow("USER_CANCELLED");
    expect(begin).not.toHaveBeenCalled();
    expect(inSafe).toBeNull();
  });

  it("never returns to another site", async () => {
    finish.mockResolvedValue({ tokens, return_to: "//evil.test" });
    const login = app();
    await login.start({ ...wish, returnTo: "https://evil.test" });
    expect(start).toHaveBeenCalledWith({ ...wish, returnTo: "/" });
    expect(await login.finish(brought)).toEqual({ returnTo: "/" });
  });
});
