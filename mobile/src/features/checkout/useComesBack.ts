import { useEffect } from "react";
import { Platform } from "react-native";

/** The back button can bring the page back as it was when it left. */
export function useComesBack(onBack: () => void): void {
  useEffect(() => {
    if (Platform.OS !== "web") return;
    const shown = (event: PageTransitionEvent) => {
      if (event.persisted) onBack();
    };
    window.addEventListener("pageshow", shown);
    return () => {
      window.removeEventListener("pageshow", shown);
    };
  }, [onBack]);
}
