export type Details = Readonly<Record<string, string>>;

/** `message` is the reason, `details` what the gateway tells of it. */
export class Refused extends Error {
  constructor(
    reason: string,
    readonly details: Details = {},
  ) {
    super(reason);
  }
}
