import type { ReactNode } from "react";
import type { GestureResponderEvent } from "react-native";
import type { ChatMessage, Line } from "#/realtime/store";

/** What can be done about a line; none of it may change from draw to draw. */
export type LineActs = {
  /** By who moderates. */
  onOpen?: (line: ChatMessage) => void;
  /** By who is signed in. */
  onAnswer?: (line: ChatMessage) => void;
  /** To the line that was answered. */
  onQuote: (id: string) => void;
};

export type ChatListProps = {
  lines: readonly Line[];
  userId: string;
  label: string;
  isOver: boolean;
  acts: LineActs;
  /** The line that was looked for. */
  markedId: string;
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

/** `toLine`: into sight, or as far back as the list goes. */
export type ChatListHandle = { toEnd: () => void; toLine: (id: string) => void };

/** So near, and new lines are still followed. */
export const NEAR_END = 40;
/** So near the first line, and older ones are asked for. */
export const NEAR_TOP = 300;

/** A thumb that touches a line while it scrolls means nothing by it: it must stay on it. */
export function isMeant({ nativeEvent }: GestureResponderEvent): boolean {
  const { type, pointerType, detail } = nativeEvent as { type?: string; pointerType?: string; detail?: number };
  return pointerType === "mouse" || detail === 0 || (type?.startsWith("key") ?? false);
}
