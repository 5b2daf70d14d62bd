import type { ReactNode } from "react";
import type { ChatMessage, Line } from "#/realtime/store";

export type ChatListProps = {
  lines: readonly Line[];
  userId: string;
  label: string;
  isOver: boolean;
  /** What people said can be opened by who moderates; it must not change from draw to draw. */
  onOpen: ((line: ChatMessage) => void) | undefined;
  /** Before the first line. */
  head?: ReactNode;
  /** The first line is near the eye. */
  onAtTop?: () => void;
  /** After the last line. */
  tail: ReactNode;
  /** Whether the end is in sight. */
  onAtEnd: (isAtEnd: boolean) => void;
  ref: React.Ref<ChatListHandle>;
};

export type ChatListHandle = { toEnd: () => void };

/** So near, and new lines are still followed. */
export const NEAR_END = 40;
/** So near the first line, and older ones are asked for. */
export const NEAR_TOP = 300;
