/** Paying in a window beside the show: phones have no windows. */
import type { PaymentStarted } from "#/api/types";

export type Beside = "open" | "closed" | "none";

export function mayOpenBeside(): boolean {
  return false;
}

export const openBeside: (redirect: PaymentStarted["redirect"], orderId: string) => boolean = () => false;

/** The window where this order is paid, followed as long as it is open. */
export const useBeside: (orderId: string) => { window: Beside; show: () => void } = () => ({ window: "none", show: () => undefined });

/** Whether this page itself came up in such a window. */
export function isBeside(): boolean {
  return false;
}

export function closeSelf(): void {
  // there is no window
}
