import { useState } from "react";
import { StyleSheet, View } from "react-native";
import type { Act, NewAct } from "#/api/types";
import { Button, IconButton, Sheet, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { actOn, choicesFor, doneWords, undoOf } from "#/features/show/moderation/acts";
import { useActing } from "#/features/show/moderation/useActing";
import { useI18n } from "#/i18n/context";
import { messageOf } from "#/i18n/reasons";
import type { ChatMessage } from "#/realtime/store";
import { useOf, type RoomStore } from "#/realtime/useRoom";
import { radius, scrim, space } from "#/theme/tokens";

type Props = {
  showId: string;
  store: RoomStore;
  userId: string;
  /** The line that was opened last. */
  line: ChatMessage;
  isOpen: boolean;
  onAnswer: (line: ChatMessage) => void;
  onClose: () => void;
  isOver: boolean;
};

/** What a moderator may do about a line, and a note of what was done, with the way back. */
export function ModeratorDesk({ showId, store, userId, line, isOpen, onAnswer, onClose, isOver }: Props) {
  const { t } = useI18n();
  const pinned = useOf(store, (room) => room.pinnedLine);
  const acting = useActing(showId);
  const [done, setDone] = useState<{ act: Act; name: string } | null>(null);
  const press = (act: NewAct) => {
    acting.press(act, (made) => {
      setDone({ act: made, name: line.name });
      onClose();
    });
  };
  return (
    <>
      <Sheet
        title={t("moderate.title", { name: line.name })}
        isOpen={isOpen}
        onClose={() => {
          acting.forget();
          onClose();
        }}
      >
        <Text numberOfLines={3}>{line.text}</Text>
        {acting.error ? <ErrorNotice error={acting.error} /> : null}
        <Button
          kind="quiet"
          icon="reply"
          title={t("moderate.answer")}
          onPress={() => {
            onClose();
            onAnswer(line);
          }}
        />
        {choicesFor(line, userId, pinned?.id).map((choice) => (
          <Button
            key={choice.title}
            kind={choice.isHeavy ? "outline" : "quiet"}
            title={t(choice.title)}
            disabled={acting.isPending}
            onPress={() => {
              press(actOn(line, choice));
            }}
          />
        ))}
        {pinned ? (
          <Button
            kind="quiet"
            title={t("moderate.unpin")}
            disabled={acting.isPending}
            onPress={() => {
              press({ act: "unpin" });
            }}
          />
        ) : null}
      </Sheet>
      {done ? (
        <DoneNote
          key={done.act.act_id}
          showId={showId}
          {...done}
          isOver={isOver}
          onUndone={(act) => {
            setDone({ act, name: done.name });
          }}
          onClose={() => {
            setDone(null);
          }}
        />
      ) : null}
    </>
  );
}

type NoteProps = {
  showId: string;
  act: Act;
  name: string;
  isOver: boolean;
  onUndone: (by: Act) => void;
  onClose: () => void;
};

/** It stays until she closes it or does something else: a mistake may be seen late. */
function DoneNote({ showId, act, name, isOver, onUndone, onClose }: NoteProps) {
  const i18n = useI18n();
  const undoing = useActing(showId);
  const words = doneWords(act);
  const undo = undoOf(act);
  if (words === null) return null;
  return (
    <View role="status" style={[styles.note, isOver && styles.over]}>
      <View style={styles.grow}>
        <Text size="s" tone={isOver ? "scrimInk" : "ink"}>
          {i18n.t(words, { name })}
        </Text>
        {undoing.error ? (
          <Text size="xs" tone="amber">
            {messageOf(undoing.error, i18n)}
          </Text>
        ) : null}
      </View>
      {undo ? (
        <Button
          kind="quiet"
          title={i18n.t("moderate.undo")}
          busy={undoing.isPending}
          onPress={() => {
            undoing.press(undo, onUndone);
          }}
        />
      ) : null}
      <IconButton icon="close" label={i18n.t("common.close")} onPress={onClose} />
    </View>
  );
}

const styles = StyleSheet.create({
  note: { flexDirection: "row", alignItems: "center", gap: space.s, paddingVertical: space.xs },
  over: { backgroundColor: scrim.hard, borderRadius: radius.s, paddingLeft: space.s, marginBottom: space.xs },
  grow: { flex: 1, minWidth: 0 },
});
