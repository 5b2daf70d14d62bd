import type { ReactNode } from "react";

/**
 * This device's camera and way to the media server. It lives as long as the show's page and is seen
 * where the page has its slot: going on air changes the whole screen, and must not cut the picture.
 */
export type Device = {
  /** False where this app cannot send by itself, or does already in a place of its own. */
  isThere: boolean;
  isOpen: boolean;
  open: () => void;
  slot: ReactNode;
};
