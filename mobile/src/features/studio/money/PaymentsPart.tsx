import { useState } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { useShopPayments } from "#/api/queries/shop-money";
import type { DaySum, ShopPayment } from "#/api/types";
import { Badge, Button, EmptyState, ErrorState, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { Waiting } from "#/features/login/SignedIn";
import { WAY_NAMES } from "#/features/orders/money-lines";
import { FILTERS, LOOKS, byDay, filterOf } from "#/features/studio/money/words";
import { Chips } from "#/features/studio/orders/Chips";
import { useI18n } from "#/i18n/context";
import { formatDay } from "#/i18n/format";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

/** Every payment of the shop, day by day, with what each day brought and took by the books. */
export function PaymentsPart({ shopId, onOrder }: { shopId: string; onOrder: (orderId: string) => void }) {
  const { t } = useI18n();
  const [wanted, setWanted] = useState("");
  const list = useShopPayments(shopId, filterOf(wanted).states);
  const pages = list.data?.pages ?? [];
  const days = byDay(
    pages.flatMap((page) => page.payments),
    pages.flatMap((page) => page.days),
  );
  const isNarrowed = wanted !== "";
  return (
    <>
      <Chips
        label={t("books.payments")}
        options={FILTERS.map(({ name, word }) => ({ value: name, text: t(word) }))}
        value={wanted}
        onChange={setWanted}
      />
      {list.isPending ? <Waiting rows={4} /> : null}
      {list.isError && !list.data ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data && days.length === 0 ? (
        <EmptyState
          title={t(isNarrowed ? "books.noneFits" : "books.noPayments")}
          body={t(isNarrowed ? "books.noneFitsBody" : "books.noPaymentsBody")}
        />
      ) : null}
      {days.map(({ day, sums, payments }) => (
        <View key={day} style={styles.day}>
          <DayHead day={day} sums={sums} />
          <View role="list">
            {payments.map((one) => (
              <Row
                key={one.payment.payment_id}
                one={one}
                onPress={() => {
                  onOrder(one.payment.order_id);
                }}
              />
            ))}
          </View>
        </View>
      ))}
      {list.isError && list.data ? <ErrorNotice error={list.error} /> : null}
      {list.hasNextPage ? (
        <Button kind="quiet" title={t("studio.more")} busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()} />
      ) : days.length > 0 ? (
        <Text size="s" tone="quiet" center>
          {t("books.end")}
        </Text>
      ) : null}
    </>
  );
}

function DayHead({ day, sums }: { day: string; sums: readonly DaySum[] }) {
  const { t, money, locale } = useI18n();
  return (
    <View style={styles.head}>
      <Text weight="medium" heading={2}>
        {formatDay(day, locale)}
      </Text>
      {sums.map((sum) => (
        <Text key={sum.came.currency_code} size="s" tone="quiet" tabular>
          {[t("books.came", { amount: money(sum.came) }), sum.went_back.amount_minor > 0 ? t("books.wentBack", { amount: money(sum.went_back) }) : ""]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      ))}
    </View>
  );
}

function Row({ one, onPress }: { one: ShopPayment; onPress: () => void }) {
  const { t, money, when } = useI18n();
  const { colors } = useTheme();
  const { payment } = one;
  const look = LOOKS[payment.state];
  const part = payment.refunded.amount_minor > 0 && payment.state !== "refunded";
  return (
    <View role="listitem">
      <Pressable
        role="button"
        onPress={onPress}
        style={({ pressed }) => [styles.row, { borderColor: colors.line, backgroundColor: pressed ? colors.raised : colors.surface }]}
      >
        <View style={styles.words}>
          <Text weight="medium" tabular>
            {one.order_no}
          </Text>
          <Text size="s" tone="quiet" numberOfLines={1}>
            {[when(payment.settle_time ?? one.create_time), ...(payment.method ? [t(WAY_NAMES[payment.method])] : [])].join(" · ")}
          </Text>
          {part ? (
            <Text size="s" tone="quiet" tabular>
              {t("books.partBack", { amount: money(payment.refunded) })}
            </Text>
          ) : null}
        </View>
        <View style={styles.end}>
          <Text weight="medium" tabular>
            {money(payment.amount)}
          </Text>
          {one.by_hand > 0 ? <Badge text={t("books.someByHand", { count: one.by_hand })} tone="signal" /> : null}
          <Badge text={t(look.word)} tone={look.tone} />
        </View>
      </Pressable>
    </View>
  );
}

const styles = StyleSheet.create({
  day: { gap: space.s },
  head: { gap: space.xs },
  row: { flexDirection: "row", alignItems: "center", gap: space.m, padding: space.m, minHeight: 72, borderBottomWidth: 1 },
  words: { flex: 1, minWidth: 0 },
  end: { alignItems: "flex-end", gap: space.xs },
});
