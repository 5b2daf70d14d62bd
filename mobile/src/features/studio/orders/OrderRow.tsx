import { Pressable, StyleSheet, View, useWindowDimensions } from "react-native";
import type { Order } from "#/api/types";
import { Badge, Text } from "#/components";
import { LOOKS } from "#/features/orders/looks";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { WIDE, space } from "#/theme/tokens";

/** Only where the columns stand side by side. */
export function OrdersHead() {
  const { t } = useI18n();
  const { colors } = useTheme();
  if (useWindowDimensions().width < WIDE) return null;
  return (
    <View aria-hidden style={[styles.row, styles.head, { borderColor: colors.line }]}>
      <Text size="s" tone="quiet" style={styles.number}>
        {t("fulfil.searchHintHost")}
      </Text>
      <Text size="s" tone="quiet" style={styles.things}>
        {t("studio.products")}
      </Text>
      <Text size="s" tone="quiet" style={styles.name}>
        {t("fulfil.buyer")}
      </Text>
      <Text size="s" tone="quiet" style={styles.time}>
        {t("studio.time")}
      </Text>
      <View style={styles.sum} />
      <View style={styles.state} />
    </View>
  );
}

/** The whole row opens the order. */
export function OrderRow({ order, onPress }: { order: Order; onPress: () => void }) {
  const { t, money, when } = useI18n();
  const { colors } = useTheme();
  const isWide = useWindowDimensions().width >= WIDE;
  const look = LOOKS[order.state];
  const things = order.lines.map((line) => `${line.title} × ${String(line.quantity)}`).join(" · ");
  const badge = <Badge text={t(look.word)} tone={look.tone} />;
  return (
    <View role="listitem">
      <Pressable
        role="button"
        onPress={onPress}
        style={({ pressed }) => [
          isWide ? styles.row : styles.card,
          { borderColor: colors.line, backgroundColor: pressed ? colors.raised : colors.surface },
        ]}
      >
        {isWide ? (
          <>
            <Text weight="medium" tabular style={styles.number}>
              {order.order_no}
            </Text>
            <Text numberOfLines={1} style={styles.things}>
              {things}
            </Text>
            <Text numberOfLines={1} style={styles.name}>
              {order.contact.name}
            </Text>
            <Text size="s" tone="quiet" tabular numberOfLines={1} style={styles.time}>
              {when(order.place_time)}
            </Text>
            <Text weight="medium" tabular numberOfLines={1} style={styles.sum}>
              {money(order.total)}
            </Text>
            <View style={styles.state}>{badge}</View>
          </>
        ) : (
          <>
            <View style={styles.words}>
              <Text weight="medium" numberOfLines={2}>
                {things}
              </Text>
              <Text size="s" tone="quiet" tabular>
                {order.order_no}
              </Text>
              <Text size="s" tone="quiet" numberOfLines={1}>
                {[order.contact.name, when(order.place_time)].filter(Boolean).join(" · ")}
              </Text>
            </View>
            <View style={styles.end}>
              <Text weight="medium" tabular numberOfLines={1}>
                {money(order.total)}
              </Text>
              {badge}
            </View>
          </>
        )}
      </Pressable>
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m, minHeight: 52, paddingHorizontal: space.m, borderBottomWidth: 1 },
  head: { minHeight: 32 },
  card: { flexDirection: "row", alignItems: "center", gap: space.m, padding: space.m, minHeight: 72, borderBottomWidth: 1 },
  words: { flex: 1, minWidth: 0 },
  end: { alignItems: "flex-end", gap: space.xs },
  number: { width: 128 },
  things: { flex: 3, minWidth: 0 },
  name: { flex: 1, minWidth: 0 },
  time: { width: 152 },
  sum: { width: 112, textAlign: "right" },
  state: { width: 144 },
});
