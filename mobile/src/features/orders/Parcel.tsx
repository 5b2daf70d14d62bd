import { StyleSheet, View } from "react-native";
import type { Order } from "#/api/types";
import { Text } from "#/components";
import { CopyRow } from "#/features/orders/CopyRow";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** Who has the parcel, and the number to ask the carrier with. */
export function Parcel({ order }: { order: Order }) {
  const { t, dateTime } = useI18n();
  if (order.carrier === "") return null;
  return (
    <View style={styles.parcel}>
      {order.tracking_no ? (
        <CopyRow label={`${order.carrier} · ${t("orders.tracking")}`} value={order.tracking_no} />
      ) : (
        <View>
          <Text size="s" tone="quiet">
            {t("orders.carrier")}
          </Text>
          <Text weight="medium">{order.carrier}</Text>
        </View>
      )}
      {order.state === "shipped" && order.due_time ? (
        <Text size="s" tone="quiet">
          {t("orders.countsFrom", { when: dateTime(order.due_time) })}
        </Text>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({ parcel: { gap: space.s } });
