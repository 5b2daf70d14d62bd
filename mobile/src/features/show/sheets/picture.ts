import type { ReactNode } from "react";

export type PictureProps = {
  /** Where it lies while nothing lies over the show. */
  full: { top: number; bottom: number; height?: number };
  isSmall: boolean;
  /** How small, while a sheet is open; told to whoever keeps room for it. */
  size: { width: number; height: number };
  top: number;
  /** What can be seen above the keyboard. */
  seen: { width: number; height: number };
  label: string;
  onReturn: () => void;
  /** The picture's own shape, once it is known. */
  onAspect: (aspect: number) => void;
  children: ReactNode;
};
