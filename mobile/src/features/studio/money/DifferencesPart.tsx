import { useState } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { useDifferences } from "#/api/queries/shop-money";
import type { ComparedDay, Difference } from "#/api/types";
import { Badge, Button, EmptyState, ErrorState, Sheet, Text } from "#/components";
import { ErrorNotice, Notice } from "#/components/Notice";
import { Waiting } from "#/features/login/SignedIn";
import { DifferenceBody } from "#/features/studio/money/DifferenceBody";
import { PROVIDERS, wordsOf } from "#/features/studio/money/words";
import { Chips } from "#/features/studio/orders/Chips";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { formatDay } from "#/i18n/format";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

const STATES: Record<Difference["state"], { word: MessageKey; tone: "signal" | "jade" | "quiet" }> = {
  open: { word: "books.toSettle", tone: "signal" },
  explained: { word: "books.sExplained", tone: "quiet" },
  settled: { word: "books.aSettled", tone: "jade" },
};

/** What the provider's files and the books say differently. */
export function DifferencesPart({ shopId, onOrder }: { shopId: string; onOrder: (orderId: string) => void }) {
  const { t } = useI18n();
  const [state, setState] = useState<"open" | "closed">("open");
  const [shownId, setShownId] = useState<string | null>(null);
  const list = useDifferences(shopId, state);
  const found = list.data?.pages.flatMap((page) => page.differences) ?? [];
  const shown = found.find((one) => one.difference_id === shownId);
  const isOpen = state === "open";
  const close = () => {
    setShownId(null);
  };
  return (
    <>
      <Chips
        label={t("books.differences")}
        options={[
          { value: "open", text: t("books.toSettle") },
          { value: "closed", text: t("books.closed") },
        ]}
        value={state}
        onChange={setState}
      />
      {(list.data?.pages[0]?.days ?? []).map((day) => (
        <Compared key={day.provider} day={day} />
      ))}
      {list.isPending ? <Waiting rows={3} /> : null}
      {list.isError && !list.data ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data && found.length === 0 ? (
        <EmptyState title={t(isOpen ? "books.agree" : "books.noClosed")} body={t(isOpen ? "books.agreeBody" : "books.noClosedBody")} />
      ) : null}
      <View role="list" aria-label={t("books.differences")}>
        {found.map((one) => (
          <Row
            key={one.difference_id}
            one={one}
            onPress={() => {
              setShownId(one.difference_id);
            }}
          />
        ))}
      </View>
      {list.isError && list.data ? <ErrorNotice error={list.error} /> : null}
      {list.hasNextPage ? (
        <Button kind="quiet" title={t("studio.more")} busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()} />
      ) : null}
      <Sheet title={shown ? t(wordsOf(shown).title) : ""} isOpen={shown !== undefined} onClose={close}>
        {shown ? (
          <>
            <DifferenceBody key={shown.difference_id} one={shown} onDone={close} />
            <Button
              kind="outline"
              title={t("books.seeOrder")}
              onPress={() => {
                onOrder(shown.order_id);
              }}
            />
          </>
        ) : null}
      </Sheet>
    </>
  );
}

/** How far the comparison has come; a file that cannot be read is somebody's to look at. */
function Compared({ day }: { day: ComparedDay }) {
  const { t, locale } = useI18n();
  const said = { provider: PROVIDERS[day.provider] ?? day.provider, day: formatDay(day.day, locale) };
  if (day.compare_time !== null) {
    return (
      <Text size="s" tone="quiet">
        {t("books.comparedTo", said)}
      </Text>
    );
  }
  return <Notice text={t(day.code === "unreadable" ? "books.unreadable" : "books.awaited", said)} />;
}

function Row({ one, onPress }: { one: Difference; onPress: () => void }) {
  const { t, money, locale } = useI18n();
  const { colors } = useTheme();
  const state = STATES[one.state];
  const sides = [one.ours, one.theirs].map((side) => (side ? money(side) : t("books.nothing"))).join(" ≠ ");
  return (
    <View role="listitem">
      <Pressable
        role="button"
        onPress={onPress}
        style={({ pressed }) => [styles.row, { borderColor: colors.line, backgroundColor: pressed ? colors.raised : colors.surface }]}
      >
        <View style={styles.words}>
          <Text weight="medium">{t(wordsOf(one).title)}</Text>
          <Text size="s" tone="quiet" tabular>
            {`${one.order_no} · ${formatDay(one.day, locale)}`}
          </Text>
          <Text size="s" tabular>
            {sides}
          </Text>
        </View>
        <Badge text={t(state.word)} tone={state.tone} />
      </Pressable>
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m, padding: space.m, minHeight: 72, borderBottomWidth: 1 },
  words: { flex: 1, minWidth: 0 },
});
