import { StyleSheet, View } from "react-native";
import { ChatInput } from "#/features/show/ChatInput";
import { ChatLines } from "#/features/show/ChatLines";
import { PinnedLine } from "#/features/show/ChatNotes";
import type { LiveShow } from "#/features/studio/useLive";
import { space } from "#/theme/tokens";

export function LiveChat({ live }: { live: LiveShow }) {
  return (
    <View style={styles.box}>
      <PinnedLine store={live.talk} isOver={false} />
      <ChatLines
        show={live.show}
        store={live.talk}
        userId={live.me?.user_id ?? ""}
        userName={live.me?.display_name ?? ""}
        onAgain={live.say}
        isOver={false}
      />
      <View style={styles.input}>
        <ChatInput isGuest={false} isOver={false} onSay={live.say} onSignIn={() => undefined} />
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  box: { flex: 1, minHeight: 0, gap: space.s },
  input: { flexDirection: "row" },
});
