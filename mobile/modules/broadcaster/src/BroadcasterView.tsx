import { requireNativeViewManager } from "expo-modules-core";
import type { ComponentType, Ref } from "react";
import type { ViewProps } from "react-native";
import type { BroadcasterHandle, Fact, Figures, Quality } from "./types";

type Props = ViewProps & {
  ref?: Ref<BroadcasterHandle>;
  /** Taken over while nothing is sent. */
  quality: Quality;
  onFact: (event: { nativeEvent: Fact }) => void;
  onFigures: (event: { nativeEvent: Figures }) => void;
};

/** The camera's picture, and the encoder behind it. Needs both permissions before it is mounted. */
export const BroadcasterView: ComponentType<Props> = requireNativeViewManager("Broadcaster");
