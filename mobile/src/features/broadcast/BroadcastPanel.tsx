import type { ReactNode } from "react";

/** Browsers only: `BroadcastPanel.web.tsx`. Phones send with the app's own encoder. */
export type BroadcastPanelProps = {
  showId: string;
  /** The picture reaches the media server; told again after every reconnection. */
  onLive?: () => void;
};

export const canBroadcast: boolean = false;

export const BroadcastPanel: (props: BroadcastPanelProps) => ReactNode = () => null;
