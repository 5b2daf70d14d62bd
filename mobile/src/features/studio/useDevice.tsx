import type { ReactNode } from "react";
import type { Device } from "#/features/studio/device";
import type { Scheme } from "#/theme/tokens";

const NONE: { device: Device; panel: ReactNode } = {
  device: { isThere: false, isOpen: false, open: () => undefined, slot: null },
  panel: null,
};

/** Phones send with the app's own encoder, which is not part of this page. */
export const useDevice: (showId: string, scheme: Scheme) => typeof NONE = () => NONE;
