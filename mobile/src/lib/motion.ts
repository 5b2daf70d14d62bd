import { useEffect, useState } from "react";
import { AccessibilityInfo } from "react-native";

/** True when the person asked for less motion: then there is none. */
export function useReducedMotion(): boolean {
  const [isReduced, setReduced] = useState(false);
  useEffect(() => {
    void AccessibilityInfo.isReduceMotionEnabled().then(setReduced);
    const listening = AccessibilityInfo.addEventListener("reduceMotionChanged", setReduced);
    return () => {
      listening.remove();
    };
  }, []);
  return isReduced;
}
