import { useState } from "react";
import { Platform, Share, StyleSheet, View } from "react-native";
import type { Order } from "#/api/types";
import { Button, Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** Who has the parcel, and the number to ask the carrier with. */
export function Parcel({ order }: { order: Order }) {
  const { t, dateTime } = useI18n();
  const [said, setSaid] = useState<"ready" | "copied" | "refused">("ready");
  if (order.carrier === "") return null;
  const copy = async () => {
    try {
      if (Platform.OS === "web") await navigator.clipboard.writeText(order.tracking_no);
      else await Share.share({ message: order.tracking_no });
      setSaid("copied");
    } catch {
      setSaid("refused"); // not for insecure pages; the number can be marked by hand
    }
  };
  return (
    <View style={styles.parcel}>
      <View style={styles.row}>
        <View style={styles.words}>
          <Text size="s" tone="quiet">
            {order.tracking_no ? `${order.carrier} · ${t("orders.tracking")}` : t("orders.carrier")}
          </Text>
          <Text weight="medium" tabular>
            {order.tracking_no || order.carrier}
          </Text>
        </View>
        {order.tracking_no ? (
          <Button
            kind="outline"
            icon={said === "copied" ? "check" : "copy"}
            title={t(said === "copied" ? "orders.copied" : said === "refused" ? "orders.copyByHand" : "orders.copy")}
            onPress={() => void copy()}
          />
        ) : null}
      </View>
      {order.state === "shipped" && order.due_time ? (
        <Text size="s" tone="quiet">
          {t("orders.countsFrom", { when: dateTime(order.due_time) })}
        </Text>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  parcel: { gap: space.s },
  row: { flexDirection: "row", alignItems: "center", flexWrap: "wrap", gap: space.m },
  words: { flex: 1, minWidth: 160 },
});
