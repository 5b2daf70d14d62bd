import { useState } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { useShopAsks } from "#/api/queries/shop-money";
import type { RefundAsk, Role } from "#/api/types";
import { Badge, Button, EmptyState, ErrorState, Sheet, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { Waiting } from "#/features/login/SignedIn";
import { reasonWord } from "#/features/orders/refund-words";
import { AskBody } from "#/features/studio/money/AskBody";
import { Chips } from "#/features/studio/orders/Chips";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { useNow } from "#/lib/now";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

const STATES: Record<RefundAsk["state"], { word: MessageKey; tone: "amber" | "jade" | "quiet" }> = {
  open: { word: "books.stateOpen", tone: "amber" },
  accepted: { word: "books.stateAccepted", tone: "jade" },
  declined: { word: "books.stateDeclined", tone: "quiet" },
  withdrawn: { word: "books.stateWithdrawn", tone: "quiet" },
  overtaken: { word: "books.stateOvertaken", tone: "quiet" },
};

type Props = { shopId: string; role: Role | undefined; onOrder: (orderId: string) => void };

/** What buyers ask back: to answer, the oldest first; and what was answered. */
export function AsksPart({ shopId, role, onOrder }: Props) {
  const { t } = useI18n();
  const [state, setState] = useState<"open" | "answered">("open");
  const [shownId, setShownId] = useState<string | null>(null);
  const list = useShopAsks(shopId, state);
  const asks = list.data?.pages.flatMap((page) => page.asks) ?? [];
  const shown = asks.find((ask) => ask.ask_id === shownId);
  const isOpen = state === "open";
  const close = () => {
    setShownId(null);
  };
  return (
    <>
      <Chips
        label={t("books.requests")}
        options={[
          { value: "open", text: t("books.waiting") },
          { value: "answered", text: t("books.answered") },
        ]}
        value={state}
        onChange={setState}
      />
      {list.isPending ? <Waiting rows={3} /> : null}
      {list.isError && !list.data ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data && asks.length === 0 ? (
        <EmptyState title={t(isOpen ? "books.noAsks" : "books.noAnswered")} body={t(isOpen ? "books.noAsksBody" : "books.noAnsweredBody")} />
      ) : null}
      <View role="list" aria-label={t("books.requests")}>
        {asks.map((ask) => (
          <Row
            key={ask.ask_id}
            ask={ask}
            onPress={() => {
              setShownId(ask.ask_id);
            }}
          />
        ))}
      </View>
      {list.isError && list.data ? <ErrorNotice error={list.error} /> : null}
      {list.hasNextPage ? (
        <Button kind="quiet" title={t("studio.more")} busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()} />
      ) : null}
      <Sheet title={t("books.askOf", { no: shown?.order_no ?? "" })} isOpen={shown !== undefined} onClose={close}>
        {shown ? (
          <>
            <AskBody key={shown.ask_id} ask={shown} role={role} onDone={close} />
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

function Row({ ask, onPress }: { ask: RefundAsk; onPress: () => void }) {
  const { t, money, dateTime } = useI18n();
  const { colors } = useTheme();
  const now = useNow(30_000);
  const isOpen = ask.state === "open";
  const isLate = isOpen && Date.parse(ask.answer_by_time) < now;
  const by = dateTime(isOpen ? ask.answer_by_time : (ask.answer_time ?? ask.ask_time));
  const when = isOpen ? t(isLate ? "books.lateSince" : "books.answerBy", { by }) : by;
  const state = STATES[ask.state];
  return (
    <View role="listitem">
      <Pressable
        role="button"
        onPress={onPress}
        style={({ pressed }) => [styles.row, { borderColor: colors.line, backgroundColor: pressed ? colors.raised : colors.surface }]}
      >
        <View style={styles.words}>
          <Text weight="medium">{t(reasonWord(ask))}</Text>
          <Text size="s" tone="quiet" tabular>
            {ask.order_no}
          </Text>
          <Text size="s" tone={isLate ? "signal" : "quiet"}>
            {when}
          </Text>
        </View>
        <View style={styles.end}>
          <Text weight="medium" tabular>
            {money(ask.amount)}
          </Text>
          <Badge text={t(state.word)} tone={isLate ? "signal" : state.tone} />
        </View>
      </Pressable>
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m, padding: space.m, minHeight: 72, borderBottomWidth: 1 },
  words: { flex: 1, minWidth: 0 },
  end: { alignItems: "flex-end", gap: space.xs },
});
