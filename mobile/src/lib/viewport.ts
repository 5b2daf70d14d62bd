import { useEffect, useState } from "react";
import { Keyboard, Platform } from "react-native";

/** How much of the page's bottom the keyboard covers. Browsers do not tell; the visible part does. */
export function useKeyboardInset(): number {
  const [inset, setInset] = useState(0);
  useEffect(() => {
    if (Platform.OS !== "web") {
      const shown = Keyboard.addListener("keyboardDidShow", (event) => {
        setInset(event.endCoordinates.height);
      });
      const hidden = Keyboard.addListener("keyboardDidHide", () => {
        setInset(0);
      });
      return () => {
        shown.remove();
        hidden.remove();
      };
    }
    const view = window.visualViewport;
    if (!view) return;
    const measure = () => {
      if (view.scale > 1.05) return; // zoomed in by hand, not by a keyboard
      setInset(Math.max(0, Math.round(window.innerHeight - view.height)));
      // iPhones scroll the page away under the keyboard; the screen stays where it is.
      if (view.offsetTop > 0) window.scrollTo(0, 0);
    };
    view.addEventListener("resize", measure);
    view.addEventListener("scroll", measure);
    return () => {
      view.removeEventListener("resize", measure);
      view.removeEventListener("scroll", measure);
    };
  }, []);
  return inset;
}
