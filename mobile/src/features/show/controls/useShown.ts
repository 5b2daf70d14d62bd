import { useCallback, useEffect, useRef, useState } from "react";

const SHOWN_MS = 3000;

/** Controls come for 3 s and stay while they are needed. */
export function useShown(isHeld: boolean) {
  const [isShown, setShown] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hide = useCallback(() => {
    clearTimeout(timer.current);
    setShown(false);
  }, []);
  const wake = useCallback(() => {
    clearTimeout(timer.current);
    setShown(true);
    timer.current = setTimeout(() => {
      setShown(false);
    }, SHOWN_MS);
  }, []);
  useEffect(() => () => { clearTimeout(timer.current); }, []);
  return { isShown: isShown || isHeld, wake, hide, tap: isShown ? hide : wake };
}
