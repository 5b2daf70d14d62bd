import { useState, type ReactNode, type Ref } from "react";
import { StyleSheet, View, type TextInput } from "react-native";
import { ChatInput } from "#/features/show/ChatInput";
import { Answering } from "#/features/show/ChatNotes";
import { HeartButton } from "#/features/show/reactions/HeartButton";
import type { ShowPage } from "#/features/show/useShowPage";
import { space } from "#/theme/tokens";

type Props = {
  page: Pick<ShowPage, "talk" | "applause" | "me" | "isGuest" | "isStaff" | "say" | "signInToTalk" | "stand">;
  isOver: boolean;
  ref?: Ref<TextInput>;
  /** They make room for what she writes. */
  children?: ReactNode;
};

/** Where she writes, with what she answers above it, and applause beside. */
export function ChatFoot({ page, isOver, ref, children }: Props) {
  const [isWriting, setWriting] = useState(false);
  return (
    <>
      <Answering store={page.talk} isOver={isOver} />
      <View style={styles.row}>
        <ChatInput
          ref={ref}
          store={page.talk}
          userId={page.me?.user_id ?? ""}
          isGuest={page.isGuest}
          isStaff={page.isStaff}
          isOver={isOver}
          onSay={page.say}
          onSignIn={page.signInToTalk}
          onWriting={setWriting}
        />
        {isWriting ? null : (
          <>
            {page.stand === "ended" ? null : <HeartButton applause={page.applause} isOver={isOver} />}
            {children}
          </>
        )}
      </View>
    </>
  );
}

const styles = StyleSheet.create({ row: { flexDirection: "row", alignItems: "flex-end", gap: space.s, zIndex: 1 } });
