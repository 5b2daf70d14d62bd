import { Platform } from "react-native";

/** Where the gateway is: the page's own origin in browsers, a setting in apps. */
export const ORIGIN: string =
  Platform.OS === "web" ? "" : (process.env.EXPO_PUBLIC_API_ORIGIN ?? "").replace(/\/$/, "");

export function socketUrl(): string {
  if (Platform.OS === "web") {
    const { protocol, host } = window.location;
    return `${protocol === "https:" ? "wss" : "ws"}://${host}/ws`;
  }
  return `${ORIGIN.replace(/^http/, "ws")}/ws`;
}
