/** What the phone's own words about notifications mean, and how a token is asked for. */
import { beforeEach, describe, expect, it, vi } from "vitest";

type Tell = (token: { type: string; data: unknown }) => void;
const native = vi.hoisted(() => ({
  os: "android",
  answer: { status: "granted", canAskAgain: true },
  tokens: [] as (() => Promise<string>)[],
  asked: 0,
  channels: [] as unknown[],
  tell: null as Tell | null,
}));
vi.mock("react-native", () => ({
  Platform: {
    get OS() {
      return native.os;
    },
  },
}));
vi.mock("expo-modules-core", () => ({
  requireNativeModule: (name: string) => ({
    getDevicePushTokenAsync: () => {
      expect(name).toBe("ExpoPushTokenManager");
      native.asked += 1;
      return native.tokens.shift()?.() ?? Promise.resolve("t");
    },
  }),
}));
vi.mock("expo-notifications", () => ({
  AndroidImportance: { DEFAULT: 5 },
  getPermissionsAsync: () => Promise.resolve(native.answer),
  requestPermissionsAsync: () => Promise.resolve(native.answer),
  setNotificationChannelAsync: (...what: unknown[]) => {
    native.channels.push(what);
    return Promise.resolve(null);
  },
  addPushTokenListener: (listener: Tell) => {
    native.tell = listener;
  },
}));

import { phone } from "#/push/phone";

beforeEach(() => {
  Object.assign(native, { os: "android", tokens: [], asked: 0, channels: [] });
});

describe("the phone", () => {
  it.each([
    ["granted", true, "granted"],
    ["granted", false, "granted"],
    ["undetermined", true, "askable"],
    ["denied", true, "askable"], // Android 13 before it was ever asked
    ["denied", false, "denied"],
  ])("%s, may be asked again %s: %s", async (status, canAskAgain, means) => {
    native.answer = { status, canAskAgain };
    expect([await phone.permission(), await phone.ask()]).toEqual([means, means]);
  });

  it("says whose token it is", async () => {
    expect(await phone.address()).toEqual({ platform: "android", provider: "fcm", token: "t" });
    native.os = "ios";
    expect(await phone.address()).toEqual({ platform: "ios", provider: "apns", token: "t" });
  });

  it("one question at a time, and a failure is not kept", async () => {
    native.tokens = [() => Promise.reject(new Error("SERVICE_NOT_AVAILABLE"))];
    const both = await Promise.allSettled([phone.address(), phone.address()]);
    expect([both.map((one) => one.status), native.asked]).toEqual([["rejected", "rejected"], 1]);
    expect((await phone.address()).token).toBe("t");
  });

  it("tells of another token", () => {
    const told: unknown[] = [];
    phone.onAddress((address) => told.push(address));
    native.tell?.({ type: "android", data: "t2" });
    native.tell?.({ type: "web", data: { endpoint: "https://push.test" } });
    expect(told).toEqual([{ platform: "android", provider: "fcm", token: "t2" }]);
  });

  it("has one channel, under the name that she reads", async () => {
    await phone.nameChannel("การแจ้งเตือน");
    expect(native.channels).toEqual([["default", { name: "การแจ้งเตือน", importance: 5 }]]);
  });
});
