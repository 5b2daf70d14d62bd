import type { LiveShow } from "#/features/studio/useLive";

export type LiveLayoutProps = { live: LiveShow; onEnd: () => void; onEdit: () => void };

/** The picture is gone and this device could send one: after a reload, say. */
export function mayOpen({ stand, device }: LiveShow): boolean {
  return stand === "away" && device.isThere && !device.isOpen;
}
