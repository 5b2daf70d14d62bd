/** What the app needs of a phone to be told things while it is closed. The web has nothing of it. */

/** `askable`: the phone would show its question; `denied`: only its settings help. */
export type Permission = "granted" | "askable" | "denied";

/** Where a provider reaches this phone. Whoever holds the token can write to her: it is never logged. */
export type Address = { platform: "ios" | "android"; provider: "apns" | "fcm"; token: string };

export type PushPort = {
  permission: () => Promise<Permission>;
  /** Shows the phone's own question. */
  ask: () => Promise<Permission>;
  /** What the phone's settings call our notifications; before `ask` and `address`. */
  nameChannel: (name: string) => Promise<void>;
  address: () => Promise<Address>;
  /** The provider gave another one. */
  onAddress: (listener: (address: Address) => void) => void;
};
