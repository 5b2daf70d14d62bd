/** How applause looks over a picture, whatever the page's scheme. */
import type { MessageKey } from "#/i18n/load";
import type { ReactionKind } from "#/realtime/frames";
import { colors, scrim } from "#/theme/tokens";

const { signal, lantern, amber } = colors.dark;

export const LOOKS: Record<ReactionKind, { word: MessageKey; color: string; fill: string }> = {
  like: { word: "chat.like", color: signal, fill: signal },
  love: { word: "chat.love", color: lantern, fill: lantern },
  laugh: { word: "chat.laugh", color: amber, fill: scrim.soft },
  wow: { word: "chat.wow", color: amber, fill: scrim.soft },
  clap: { word: "chat.clap", color: amber, fill: scrim.soft },
};

/** At once: more would cost a cheap phone its frames, and nobody counts them. */
export const MOST_RISING = 12;
/** Of what all gave in a second. */
const MOST_OF_BURST = 6;
export const RISE_MS = 1800;
const SPREAD_MS = 900;

/** When each of a burst begins; none for which there is no room. */
export function startsOf(count: number, rising: number): number[] {
  const shown = Math.min(count, MOST_OF_BURST, MOST_RISING - rising);
  return Array.from({ length: Math.max(0, shown) }, (_, index) => (index * SPREAD_MS) / shown);
}
