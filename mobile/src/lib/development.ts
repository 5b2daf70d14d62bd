import { Platform } from "react-native";

const HERE = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** A development build, or the fleet on one's own machine: what is for us, not for buyers, may show. */
export function isDevelopment(): boolean {
  return __DEV__ || (Platform.OS === "web" && HERE.has(window.location.hostname));
}
