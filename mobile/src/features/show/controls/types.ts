import type { RefObject } from "react";
import type { PlayerHandle, Reading } from "#/features/show/player";
import type { Sound } from "#/features/show/useSound";
import type { Mark } from "#/features/show/timeline";
import type { View } from "#/features/show/useView";

export type ControlsProps = {
  player: RefObject<PlayerHandle | null>;
  reading: Reading;
  /** Read the player again now, after something was done to it. */
  refresh: () => void;
  sound: Sound;
  view: View;
  isLive: boolean;
  isWide: boolean;
  /** There is a way with less delay to choose. */
  hasLow: boolean;
  marks: readonly Mark[];
  titleOf: (productId: string) => string;
  onMark: (index: number) => void;
  onMute: () => void;
  onFull: () => void;
  onQuality: (height: number) => void;
};
