import type { ComponentProps } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useChangeRules, useChatRules } from "#/api/queries/moderation";
import type { ChatRules, ChatRulesChange } from "#/api/types";
import { ErrorState, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { Waiting } from "#/features/login/SignedIn";
import { secondsWords } from "#/features/studio/chat/words";
import { Chips } from "#/features/studio/orders/Chips";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

const SLOW = [0, 5, 10, 30, 60] as const;

/** Pressed is done: there is nothing to save. */
export function RulesPart({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const query = useChatRules(shopId);
  const change = useChangeRules(shopId);
  if (!query.data) return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <Waiting rows={2} />;
  const meant = change.isPending && typeof change.variables.change !== "function" ? change.variables.change : {};
  const rules = withChange(query.data, meant);
  const set = (what: ChatRulesChange) => {
    change.mutate({ key: newKey(), change: what });
  };
  // another number was set by a program
  const steps = [...new Set([...SLOW, rules.slow_mode_s])].sort((a, b) => a - b);
  return (
    <View style={styles.rules}>
      <Rule
        label={t("desk.slow")}
        hint={t("desk.slowHint")}
        value={String(rules.slow_mode_s)}
        options={steps.map((seconds) => ({ value: String(seconds), text: secondsWords(t, seconds) }))}
        onChange={(value) => {
          set({ slow_mode_s: Number(value) });
        }}
      />
      <Rule
        label={t("desk.links")}
        hint={t("desk.linksHint")}
        value={rules.links_off ? "off" : "on"}
        options={[
          { value: "on", text: t("desk.linksOn") },
          { value: "off", text: t("desk.linksOff") },
        ]}
        onChange={(value) => {
          set({ links_off: value === "off" });
        }}
      />
      <Rule
        label={t("desk.talk")}
        hint={t("desk.talkHint")}
        value={rules.talk}
        options={[
          { value: "everyone", text: t("desk.talkEveryone") },
          { value: "members", text: t("desk.talkMembers") },
        ]}
        onChange={(value) => {
          set({ talk: value });
        }}
      />
      {change.isError ? <ErrorNotice error={change.error} /> : null}
      <Text size="s" tone="quiet">
        {t("desk.forWhom")}
      </Text>
    </View>
  );
}

function withChange(rules: ChatRules, { slow_mode_s, links_off, talk }: ChatRulesChange): ChatRules {
  return {
    ...rules,
    slow_mode_s: slow_mode_s ?? rules.slow_mode_s,
    links_off: links_off ?? rules.links_off,
    talk: talk ?? rules.talk,
  };
}

type RuleProps<V extends string> = ComponentProps<typeof Chips<V>> & { hint: string };

function Rule<V extends string>({ hint, ...chips }: RuleProps<V>) {
  return (
    <View style={styles.rule}>
      <Text weight="medium">{chips.label}</Text>
      <Chips {...chips} wraps />
      <Text size="s" tone="quiet">
        {hint}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({ rules: { gap: space.xl }, rule: { gap: space.s } });
