import { useEffect, useState } from "react";
import { Platform } from "react-native";
import { isFullscreen, onFullscreen } from "#/lib/fullscreen";
import { keep, recall } from "#/lib/storage";

export type View = {
  /** The picture takes the window, the talk folds away: chosen (and kept), or full screen. */
  isTheatre: boolean;
  isFull: boolean;
  setTheatre: (is: boolean) => void;
  hasFigures: boolean;
  setFigures: (has: boolean) => void;
};

export function useView(): View {
  const [isChosen, choose] = useState(() => recall("theatre") === "1");
  const [isFull, setFull] = useState(false);
  const [hasFigures, setFigures] = useState(false);
  useEffect(() => {
    if (Platform.OS !== "web") return;
    return onFullscreen(() => {
      setFull(isFullscreen());
    });
  }, []);
  const setTheatre = (is: boolean) => {
    keep("theatre", is ? "1" : null);
    choose(is);
  };
  return { isTheatre: isChosen || isFull, isFull, setTheatre, hasFigures, setFigures };
}
