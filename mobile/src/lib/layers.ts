/** Layers over a screen on phones: Android's back closes the topmost, not the screen under it. */
import { BackHandler } from "react-native";

export type Layer = { onBack: () => void };

const open: Layer[] = [];
let listening: { remove: () => void } | null = null;

function settle() {
  if (open.length > 0) {
    listening ??= BackHandler.addEventListener("hardwareBackPress", () => {
      const top = open.at(-1);
      if (top) closeLayer(top);
      return true;
    });
    return;
  }
  listening?.remove();
  listening = null;
}

export const openLayer: (onBack: () => void, url?: string) => Layer = (onBack) => {
  const layer = { onBack };
  open.push(layer);
  settle();
  return layer;
};

/** This layer and what lies over it. */
export function closeLayer(layer: Layer): void {
  const at = open.indexOf(layer);
  if (at < 0) return;
  for (const gone of open.splice(at).reverse()) gone.onBack();
  settle();
}

export function forgetLayer(layer: Layer): void {
  const at = open.indexOf(layer);
  if (at >= 0) open.splice(at, 1);
  settle();
}

export const dropLayer = forgetLayer;

/** There is no address that could say it. */
export const baseHere: (url: string) => void = () => undefined;
export const renameLayer = baseHere;
