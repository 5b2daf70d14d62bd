/** The phone's side of push, by expo-notifications. The token is the provider's own, not one of Expo's service. */
import { requireNativeModule } from "expo-modules-core";
import {
  AndroidImportance,
  addPushTokenListener,
  getPermissionsAsync,
  requestPermissionsAsync,
  setNotificationChannelAsync,
} from "expo-notifications";
import { Platform } from "react-native";
import type { Address, Permission, PushPort } from "#/push/port";

/** `getDevicePushTokenAsync` of the package keeps a failure until the app is closed: offline once is offline for good. */
type Tokens = { getDevicePushTokenAsync: () => Promise<string> };
/** As app.config.ts names it to Android. */
const CHANNEL = "default";

let underway: Promise<string> | null = null;

function addressOf(token: string): Address {
  return Platform.OS === "ios"
    ? { platform: "ios", provider: "apns", token }
    : { platform: "android", provider: "fcm", token };
}

/** Android 13 says "denied" before it was ever asked; whether it would still ask is told apart. */
function permissionOf({ status, canAskAgain }: { status: string; canAskAgain: boolean }): Permission {
  if (status === "granted") return "granted";
  return canAskAgain ? "askable" : "denied";
}

export const phone: PushPort = {
  permission: async () => permissionOf(await getPermissionsAsync()),
  ask: async () => permissionOf(await requestPermissionsAsync()),
  // Android asks nobody, and gives no token, before there is a channel; elsewhere this does nothing.
  nameChannel: async (name) => {
    await setNotificationChannelAsync(CHANNEL, { name, importance: AndroidImportance.DEFAULT });
  },
  address: async () => {
    underway ??= requireNativeModule<Tokens>("ExpoPushTokenManager")
      .getDevicePushTokenAsync()
      .finally(() => {
        underway = null;
      });
    return addressOf(await underway);
  },
  onAddress: (listener) => {
    addPushTokenListener(({ data }) => {
      if (typeof data === "string") listener(addressOf(data));
    });
  },
};
