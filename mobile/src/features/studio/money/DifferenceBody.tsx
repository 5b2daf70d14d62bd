import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { useSettleDifference } from "#/api/queries/shop-money";
import type { Difference, Settlement } from "#/api/types";
import { Button, Text } from "#/components";
import { Choice } from "#/components/Choice";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { ACTS, SETTLEMENTS, wordsOf } from "#/features/studio/money/words";
import { useI18n } from "#/i18n/context";
import { formatDay } from "#/i18n/format";
import { useIntent } from "#/lib/intent";
import { space } from "#/theme/tokens";

/** What it means and what to do, both sides, what happened to it, and how she settles it. */
export function DifferenceBody({ one, onDone }: { one: Difference; onDone: () => void }) {
  const { t, money, dateTime, locale } = useI18n();
  const side = (amount: Difference["ours"]) => (amount ? money(amount) : t("books.nothing"));
  return (
    <>
      <Text>{t(wordsOf(one).body)}</Text>
      <View style={styles.sides}>
        <Side name={t("books.ours")} amount={side(one.ours)} />
        <Side name={t("books.theirs")} amount={side(one.theirs)} />
      </View>
      <Text size="s" tone="quiet" tabular>
        {t("books.reference", { reference: one.reference })}
      </Text>
      <Text size="s" tone="quiet" tabular>
        {t("books.seenOn", { day: formatDay(one.day, locale) })}
      </Text>
      {one.state === "open" ? <SettleForm one={one} onDone={onDone} /> : null}
      <Text weight="medium" heading={3}>
        {t("books.history")}
      </Text>
      <View role="list" style={styles.lines}>
        {one.history.map((line, at) => {
          const word = ACTS[line.act];
          const how = SETTLEMENTS.find(({ value }) => value === line.settlement)?.word;
          return (
            <View role="listitem" key={at}>
              <Text>{[word ? t(word) : line.act, how ? t(how) : "", line.note].filter(Boolean).join(" · ")}</Text>
              <Text size="s" tone="quiet" tabular>
                {dateTime(line.change_time)}
              </Text>
            </View>
          );
        })}
      </View>
    </>
  );
}

function Side({ name, amount }: { name: string; amount: string }) {
  return (
    <View style={styles.side}>
      <Text size="s" tone="quiet">
        {name}
      </Text>
      <Text size="l" weight="bold" tabular>
        {amount}
      </Text>
    </View>
  );
}

function SettleForm({ one, onDone }: { one: Difference; onDone: () => void }) {
  const { t } = useI18n();
  const settle = useSettleDifference(one);
  const keyOf = useIntent();
  const [how, setHow] = useState<Settlement>("provider_wrong");
  const [note, setNote] = useState("");
  const [isTried, setTried] = useState(false);
  const isSaid = how !== "other" || note.trim() !== "";
  const press = () => {
    setTried(true);
    if (!isSaid) return;
    settle.mutate({ key: keyOf(`${how}\n${note}`), settlement: how, note: note.trim() }, { onSuccess: onDone });
  };
  return (
    <>
      <Choice
        label={t("books.how")}
        value={how}
        options={SETTLEMENTS.map(({ value, word }) => ({ value, text: t(word) }))}
        onChange={setHow}
      />
      <Field
        label={t("books.settleNote")}
        hint={t("books.settleHint")}
        wrong={isTried && !isSaid ? t("books.settleWrong") : undefined}
        value={note}
        onChange={setNote}
        maxLength={200}
        multiline
      />
      {settle.isError ? <ErrorNotice error={settle.error} /> : null}
      <Button title={t("books.settle")} busy={settle.isPending} onPress={press} />
    </>
  );
}

const styles = StyleSheet.create({
  sides: { flexDirection: "row", gap: space.l },
  side: { flex: 1, gap: space.xs },
  lines: { gap: space.s },
});
