import { Platform } from "react-native";

/** Takes away what the page itself (public/index.html) showed until there was a screen. */
export function dropFirstPaint(): void {
  if (Platform.OS === "web") document.getElementById("first")?.remove();
}
