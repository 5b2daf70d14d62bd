import { useEffect, useRef, type RefObject } from "react";
import type { View } from "react-native";
import type { DialogOptions } from "#/lib/dialog";

const STOPS = "a[href], button, input, textarea, select, [role=button], [role=radio], [role=checkbox], [tabindex='0']";

function stopsIn(box: HTMLElement): HTMLElement[] {
  return Array.from(box.querySelectorAll<HTMLElement>(STOPS)).filter(
    (one) => one.tabIndex >= 0 && !one.hasAttribute("disabled") && one.getClientRects().length > 0,
  );
}

/** A sheet lies over this one and has the focus: keys are its own. It hears Escape when the key comes up again. */
function isOver(dialog: HTMLElement, focused: Element | null): boolean {
  const nearest = focused?.closest("[role=dialog]") ?? dialog;
  return nearest !== dialog;
}

/** The focus goes in, stays in while it is modal, and returns to where it was; Escape leaves. */
export function useDialog(box: RefObject<View | null>, { name, onEscape, isModal }: DialogOptions): void {
  const escape = useRef(onEscape);
  useEffect(() => {
    escape.current = onEscape;
  });

  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  useEffect(() => {
    (box.current as unknown as HTMLElement | null)?.focus({ preventScroll: true });
  }, [box, name]);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const dialog = box.current as unknown as HTMLElement | null;
      const now = document.activeElement;
      if (dialog === null || event.defaultPrevented || isOver(dialog, now)) return;
      if (event.key === "Escape") escape.current();
      if (event.key !== "Tab" || !isModal) return;
      const stops = stopsIn(dialog);
      const [first, last] = [stops[0], stops.at(-1)];
      const isOut = !dialog.contains(now) || now === dialog;
      const goal = event.shiftKey ? (isOut || now === first ? last : null) : isOut || now === last ? first : null;
      if (!goal) return;
      event.preventDefault();
      goal.focus();
    };
    window.addEventListener("keydown", pressed);
    return () => {
      window.removeEventListener("keydown", pressed);
    };
  }, [box, isModal]);
}
