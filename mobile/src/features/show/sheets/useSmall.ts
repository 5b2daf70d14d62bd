import { useState } from "react";
import { Platform, useWindowDimensions } from "react-native";
import { useSafeAreaInsets } from "react-native-safe-area-context";
import { GAP, smallSize } from "#/features/show/sheets/small";
import { useKeyboardInset } from "#/lib/viewport";

/** Wide until the player knows better. */
const ASPECT = 16 / 9;

/** The measures of the small picture and of the sheet that begins under it. */
export function useSmall(isSmall: boolean) {
  const [aspect, setAspect] = useState(ASPECT);
  const keyboard = useKeyboardInset();
  const safe = useSafeAreaInsets();
  const { width, height } = useWindowDimensions();
  // in browsers the window is what can be seen of it, so it has shrunk already
  const seen = { width, height: Platform.OS === "web" ? height : height - keyboard };
  const size = smallSize(aspect, seen.height);
  const top = safe.top + GAP;
  return { isSmall, size, top, seen, keyboard, sheetTop: top + (isSmall ? size.height : size.height / 2) + GAP, onAspect: setAspect };
}

export type Small = ReturnType<typeof useSmall>;
