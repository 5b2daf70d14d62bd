import { StyleSheet, View } from "react-native";
import { IconButton } from "#/components";
import { ChatInput } from "#/features/show/ChatInput";
import { ChatLines } from "#/features/show/ChatLines";
import { Answering, PinnedLine } from "#/features/show/ChatNotes";
import type { LiveShow } from "#/features/studio/useLive";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** `onDesk` opens the chat's rules and the list of acts, where they do not stand beside. */
export function LiveChat({ live, onDesk }: { live: LiveShow; onDesk?: () => void }) {
  const { t } = useI18n();
  return (
    <View style={styles.box}>
      <PinnedLine store={live.talk} isOver={false} />
      <ChatLines
        show={live.show}
        store={live.talk}
        userId={live.me?.user_id ?? ""}
        userName={live.me?.display_name ?? ""}
        isStaff
        onSay={live.say}
        isOver={false}
      />
      <Answering store={live.talk} isOver={false} />
      <View style={styles.input}>
        <ChatInput
          store={live.talk}
          userId={live.me?.user_id ?? ""}
          isGuest={false}
          isStaff
          isOver={false}
          onSay={live.say}
          onSignIn={() => undefined}
        />
        {onDesk ? <IconButton icon="shield" label={t("desk.title")} onPress={onDesk} /> : null}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  box: { flex: 1, minHeight: 0, gap: space.s },
  input: { flexDirection: "row", alignItems: "flex-end", gap: space.s },
});
