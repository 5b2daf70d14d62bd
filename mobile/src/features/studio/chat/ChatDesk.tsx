import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { ActsPart } from "#/features/studio/chat/ActsPart";
import { PeoplePart } from "#/features/studio/chat/PeoplePart";
import { RulesPart } from "#/features/studio/chat/RulesPart";
import { WordsPart } from "#/features/studio/chat/WordsPart";
import { Chips } from "#/features/studio/orders/Chips";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

const PARTS = { rules: RulesPart, words: WordsPart, people: PeoplePart, acts: ActsPart } as const;
type Part = keyof typeof PARTS;

/** What holds in the shop's chat, for whom, and who did what. Who opens it is told of news by the shop's room. */
export function ChatDesk({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const [part, setPart] = useState<Part>("rules");
  const Shown = PARTS[part];
  return (
    <View style={styles.desk}>
      <Chips
        label={t("desk.title")}
        value={part}
        options={[
          { value: "rules", text: t("desk.rules") },
          { value: "words", text: t("desk.words") },
          { value: "people", text: t("desk.people") },
          { value: "acts", text: t("desk.acts") },
        ]}
        onChange={setPart}
        wraps
      />
      <Shown shopId={shopId} />
    </View>
  );
}

const styles = StyleSheet.create({ desk: { gap: space.l } });
