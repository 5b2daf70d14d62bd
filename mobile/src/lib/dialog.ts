import type { RefObject } from "react";
import type { View } from "react-native";

export type DialogOptions = {
  /** What it shows; another name is another dialog, and takes the focus anew. */
  name: string;
  onEscape: () => void;
  /** Whether the Tab key stays inside. */
  isModal: boolean;
};

/** Phones have no Tab key and no Escape; their screen readers go by `aria-modal`. */
export const useDialog: (box: RefObject<View | null>, options: DialogOptions) => void = () => undefined;
