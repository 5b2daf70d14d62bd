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

/** The address of a show, to be given to others. */
export function viewerLink(showId: string): string {
  return `${Platform.OS === "web" ? window.location.origin : ORIGIN}/shows/${showId}`;
}
