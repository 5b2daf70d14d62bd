/**
 * Paying in a window beside the show, on computers: phones show one page at a time, and a page that
 * is hidden stops. The window gets no way back into ours; how the payment stands the fleet tells.
 */
import { useCallback, useSyncExternalStore } from "react";
import type { Beside } from "#/features/checkout/beside";
import { inApp } from "#/features/checkout/in-app";
import type { Form } from "#/features/checkout/go";
import { post } from "#/features/checkout/leave.web";

const LOOK = "popup,width=560,height=860";
const MARK = "nm.beside";
const WATCH_MS = 500;

let beside: { orderId: string; window: Window } | null = null;

export function mayOpenBeside(): boolean {
  return inApp() === null && window.matchMedia("(hover: hover) and (pointer: fine)").matches;
}

/** False when the browser does not let a window open: then the form has not been sent. */
export function openBeside(redirect: Form, orderId: string): boolean {
  const opened = window.open("", "_blank", LOOK);
  if (opened === null) return false;
  try {
    opened.sessionStorage.setItem(MARK, orderId); // it is still ours, and empty
  } catch {
    // without storage the page there does not know that it is beside; nothing else is lost
  }
  opened.opener = null;
  post(opened.document, redirect);
  beside = { orderId, window: opened };
  return true;
}

/** The window where this order is paid, followed as long as it is open. */
export function useBeside(orderId: string): { window: Beside; show: () => void } {
  const state = useSyncExternalStore(watch, () => stateOf(orderId));
  const show = useCallback(() => {
    if (beside?.orderId === orderId) beside.window.focus();
  }, [orderId]);
  return { window: state, show };
}

/** A window tells nobody that it was closed. */
function watch(onChange: () => void): () => void {
  const timer = setInterval(onChange, WATCH_MS);
  return () => {
    clearInterval(timer);
  };
}

function stateOf(orderId: string): Beside {
  if (beside?.orderId !== orderId) return "none";
  return beside.window.closed ? "closed" : "open";
}

/** Whether this page itself came up in such a window. */
export function isBeside(): boolean {
  try {
    return window.sessionStorage.getItem(MARK) !== null;
  } catch {
    return false;
  }
}

export function closeSelf(): void {
  window.close();
}
