/**
 * Calls to the gateway, typed by its OpenAPI document.
 *
 * - Browsers call their own origin with cookies, phones show a token: `session` knows.
 * - A changing call carries the Idempotency-Key of the person's intention: make the key when she
 *   means it (`newKey()`), keep it until the call is answered, and pressing twice is once.
 * - 401 with an expired or missing token is renewed once, silently; one renewal at a time.
 * - Only GET is tried again by itself.
 */
import { ApiError, NETWORK, readProblem } from "#/api/errors";
import type { paths } from "#/api/schema.gen";
import { guest } from "#/api/guest";
import { session } from "#/api/session";
import { ORIGIN } from "#/lib/origin";
import { getRandomValues } from "#/lib/random";

type Method = "get" | "post" | "put" | "patch" | "delete";
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];
type Operation<P extends keyof paths, M extends Method> = M extends keyof paths[P]
  ? NonNullable<paths[P][M]>
  : never;

type PathOf<O> = O extends { parameters: { path: infer T } } ? { path: T } : { path?: undefined };
type QueryOf<O> = O extends { parameters: { query?: infer T } } ? { query?: T } : { query?: undefined };
type BodyOf<O> = O extends { requestBody: { content: { "application/json": infer T } } }
  ? { body: T }
  : O extends { requestBody?: never }
    ? { body?: undefined }
    : O extends { requestBody?: { content: { "application/json": infer T } } }
      ? { body?: T }
      : { body?: undefined };
type KeyOf<O> = O extends { parameters: { header?: infer H } }
  ? [Extract<H, object>] extends [never]
    ? { key?: undefined }
    : { key: string }
  : { key?: undefined };
type JsonOf<R> = R extends { content: { "application/json": infer T } } ? T : undefined;
type ResultOf<O> = O extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 ? JsonOf<R[S]> : S extends 204 ? undefined : never }[keyof R]
  : never;

type Init<O> = PathOf<O> & QueryOf<O> & BodyOf<O> & KeyOf<O> & { signal?: AbortSignal };
type Loose = {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  key?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
};

const TIMEOUT_MS = 15_000;
const TRIES = 3;

/** A key for one intention. */
export function newKey(): string {
  const bytes = getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function urlOf(template: string, init: Loose): string {
  const path = template.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(init.path?.[name] ?? ""),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(init.query ?? {})) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof one === "string" && one !== "") query.append(name, one);
      if (typeof one === "number" || typeof one === "boolean") query.append(name, one.toString());
    }
  }
  const text = query.toString();
  return ORIGIN + path + (text ? `?${text}` : "");
}

async function once(method: Method, url: string, init: Loose): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...init.headers };
  if (init.body !== undefined) headers["Content-Type"] = "application/json";
  if (init.key !== undefined) headers["Idempotency-Key"] = init.key;
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort();
  }, TIMEOUT_MS);
  const passOn = () => {
    stop.abort();
  };
  init.signal?.addEventListener("abort", passOn);
  try {
    return await fetch(url, {
      method: method.toUpperCase(),
      headers,
      body: init.body === undefined ? undefined : JSON.stringify(init.body),
      credentials: session.credentials,
      signal: stop.signal,
    });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError({ reason: NETWORK });
  } finally {
    clearTimeout(timer);
    init.signal?.removeEventListener("abort", passOn);
  }
}

let renewing: Promise<boolean> | null = null;

/** Renew the session; false when there is none to renew. Everyone who asks meanwhile shares one call. */
export function renew(): Promise<boolean> {
  renewing ??= session.renew(askForRenewal).finally(() => {
    renewing = null;
  });
  return renewing;
}

function askForRenewal(body: { refresh_token?: string }): Promise<Response> {
  return once("post", `${ORIGIN}/v1/auth/refresh`, { body });
}

async function call(method: Method, template: string, init: Loose): Promise<unknown> {
  const url = urlOf(template, init);
  let isRenewed = false;
  for (let attempt = 1; ; attempt += 1) {
    let problem: ApiError;
    try {
      const headers = { ...(await session.headers(askForRenewal)), ...(await guest.headers()) };
      const response = await once(method, url, { ...init, headers });
      await guest.note(response.headers);
      if (response.ok) return response.status === 204 ? undefined : await response.json();
      problem = await readProblem(response);
      if (!isRenewed && (problem.reason === "TOKEN_EXPIRED" || problem.reason === "TOKEN_MISSING")) {
        isRenewed = true;
        if (await renew()) continue;
        throw problem;
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem = error;
    }
    const mayPass = problem.reason === NETWORK || problem.status >= 502;
    if (method !== "get" || !mayPass || attempt >= TRIES) throw problem;
    await sleep(300 * 2 ** attempt * (0.5 + Math.random()));
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

type Caller<M extends Method> = <P extends PathsWith<M>>(
  path: P,
  init: Init<Operation<P, M>>,
) => Promise<ResultOf<Operation<P, M>>>;

function caller<M extends Method>(method: M): Caller<M> {
  const plain = (path: string, init: Loose): Promise<unknown> => call(method, path, init);
  return plain as unknown as Caller<M>;
}

export const api = {
  get: caller("get"),
  post: caller("post"),
  put: caller("put"),
  patch: caller("patch"),
  delete: caller("delete"),
};
