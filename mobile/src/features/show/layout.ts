import type { RefObject } from "react";
import type { TextInput } from "react-native";
import type { Offer } from "#/features/show/offers";
import type { PlayerHandle } from "#/features/show/player";
import type { View } from "#/features/show/useView";
import type { ShowPage } from "#/features/show/useShowPage";

export type LayoutProps = {
  page: ShowPage;
  player: RefObject<PlayerHandle | null>;
  input: RefObject<TextInput | null>;
  view: View;
  onMute: () => void;
  onFull: () => void;
  onChoose: (offer: Offer) => void;
  isShelfOpen: boolean;
  setShelfOpen: (isOpen: boolean) => void;
};
