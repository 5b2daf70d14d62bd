import type { ReactNode } from "react";
import type { Line } from "#/realtime/store";

export type ChatListProps = {
  lines: readonly Line[];
  userId: string;
  label: string;
  isOver: boolean;
  /** After the last line. */
  tail: ReactNode;
  /** Whether the end is in sight. */
  onAtEnd: (isAtEnd: boolean) => void;
  ref: React.Ref<ChatListHandle>;
};

export type ChatListHandle = { toEnd: () => void };

/** So near, and new lines are still followed. */
export const NEAR_END = 40;
