/**
 * When to wait, ask, say again and renew: the tables of docs/realtime.md, which a test compares.
 * The Python client follows the same ones (libs/roomclient).
 */
export const RULES = {
  first_wait_ms: 1_000,
  most_wait_ms: 15_000,
  steady_ms: 10_000,
  silence_ms: 30_000,
  answer_ms: 8_000,
  join_ms: 20_000,
  again_ms: 4_000,
  give_up_ms: 30_000,
  renew_before_ms: 60_000,
  renew_least_ms: 30_000,
} as const;

/** Close codes with a wait of their own; null: stay away. After every other end: from 0 on. */
export const LEAST_WAIT_MS: Partial<Record<number, number | null>> = { 4400: null, 4408: 1_000, 4429: 1_000 };

/** Refusals that trying again can change, on the same socket. */
export const TRY_AGAIN = new Set(["INTERNAL", "DEADLINE_EXCEEDED", "SERVICE_UNAVAILABLE", "KEYS_UNAVAILABLE", "NOT_JOINED"]);
/** Refusals that a renewed token can change. */
export const RENEW = new Set(["TOKEN_MISSING", "TOKEN_EXPIRED", "TOKEN_INVALID", "TICKET_INVALID"]);

/** Full jitter: anywhere between the least and a bound that doubles with every failure. */
export function waitMs(failures: number, random: () => number, least = 0): number {
  return least + random() * Math.min(RULES.first_wait_ms * 2 ** failures, RULES.most_wait_ms);
}
