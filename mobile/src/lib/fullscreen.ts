import { Platform } from "react-native";

/** Make the whole page full screen, or give that up; false where only a video may (iPhone). */
export function toggleFullscreen(): boolean {
  if (Platform.OS !== "web") return false;
  if (document.fullscreenElement) {
    void document.exitFullscreen();
    return true;
  }
  const root: Partial<Pick<HTMLElement, "requestFullscreen">> = document.documentElement;
  if (!root.requestFullscreen) return false;
  void root.requestFullscreen.call(document.documentElement).catch(() => undefined);
  return true;
}

export function isFullscreen(): boolean {
  return Platform.OS === "web" && document.fullscreenElement !== null;
}

export function onFullscreen(changed: () => void): () => void {
  document.addEventListener("fullscreenchange", changed);
  return () => {
    document.removeEventListener("fullscreenchange", changed);
  };
}
