/** What the gateway refused, or that it could not be reached. Screens switch on `reason` only. */
export class ApiError extends Error {
  readonly reason: string;
  readonly status: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly traceId: string;

  constructor(init: {
    reason: string;
    status?: number;
    metadata?: Record<string, string>;
    traceId?: string;
  }) {
    super(init.reason);
    this.name = "ApiError";
    this.reason = init.reason;
    this.status = init.status ?? 0;
    this.metadata = init.metadata ?? {};
    this.traceId = init.traceId ?? "";
  }
}

/** No answer came: offline, cut off, or the gateway is down. */
export const NETWORK = "NETWORK";
/** An answer came that was no problem document, from something in between. */
export const UNREADABLE = "UNREADABLE";

const SIGNED_OUT = new Set([
  "TOKEN_MISSING",
  "TOKEN_EXPIRED",
  "TOKEN_INVALID",
  "SESSION_REVOKED",
  "REFRESH_INVALID",
  "REFRESH_REUSED",
]);

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && SIGNED_OUT.has(error.reason);
}

/** Trying again may help without anything else changing. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.reason === NETWORK || error.status === 429 || error.status >= 502;
}

export async function readProblem(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === "object" && body !== null && "reason" in body) {
    const problem = body as {
      reason: unknown;
      metadata?: Record<string, string>;
      trace_id?: string;
    };
    if (typeof problem.reason === "string") {
      return new ApiError({
        reason: problem.reason,
        status: response.status,
        metadata: problem.metadata,
        traceId: problem.trace_id,
      });
    }
  }
  return new ApiError({ reason: UNREADABLE, status: response.status });
}
