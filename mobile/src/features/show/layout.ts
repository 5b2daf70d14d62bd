import type { RefObject } from "react";
import type { TextInput } from "react-native";
import type { Offer } from "#/features/show/offers";
import type { PlayerHandle } from "#/features/show/player";
import type { View } from "#/features/show/useView";
import type { Sheets } from "#/features/show/sheets/useSheets";
import type { Small } from "#/features/show/sheets/useSmall";
import type { ShowPage } from "#/features/show/useShowPage";

export type LayoutProps = {
  page: ShowPage;
  player: RefObject<PlayerHandle | null>;
  input: RefObject<TextInput | null>;
  view: View;
  onMute: () => void;
  onFull: () => void;
  /** Its details, with what can be chosen about it. */
  onChoose: (offer: Offer) => void;
  sheets: Sheets;
  small: Small;
};
