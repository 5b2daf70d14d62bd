import { useRouter } from "expo-router";
import { useState } from "react";
import { ScrollView, StyleSheet, View } from "react-native";
import { Button, IconButton, Text } from "#/components";
import { ClaimDesk } from "#/features/studio/claims/ClaimDesk";
import { ChatDesk } from "#/features/studio/chat/ChatDesk";
import { DealDesk } from "#/features/studio/deals/DealDesk";
import { DeviceCard } from "#/features/studio/DeviceCard";
import { HealthStrip } from "#/features/studio/HealthStrip";
import { LiveChat } from "#/features/studio/LiveChat";
import { Monitor } from "#/features/studio/Monitor";
import { OrderTicker } from "#/features/studio/OrderTicker";
import { PinList } from "#/features/studio/PinList";
import { Tabs } from "#/features/studio/Tabs";
import { VoucherDesk } from "#/features/studio/vouchers/VoucherDesk";
import { mayOpen, type LiveLayoutProps } from "#/features/studio/live-layout";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

/** Three columns: the picture with its health and what is sold, what can be pinned, the talk. */
export function WideLive({ live, onEnd, onEdit }: LiveLayoutProps) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const router = useRouter();
  const [side, setSide] = useState<"chat" | "claims" | "deals" | "vouchers" | "desk">("chat");
  return (
    <View style={styles.page}>
      <View style={[styles.head, { borderColor: colors.line }]}>
        <IconButton
          icon="back"
          label={t("common.back")}
          onPress={() => {
            router.replace(`/studio/shops/${live.show.shop_id}`);
          }}
        />
        <Text size="l" weight="medium" heading={1} numberOfLines={1} style={styles.grow}>
          {live.show.title}
        </Text>
        <Text size="xs" tone="quiet">
          {t("studio.keys")}
        </Text>
        <Button kind="outline" title={t("studio.end")} onPress={onEnd} />
      </View>
      <View style={styles.columns}>
        <View style={styles.first}>
          <View style={styles.picture}>
            <Monitor live={live} />
          </View>
          <HealthStrip live={live} />
          {live.device.isOpen ? <ScrollView style={styles.device}>{live.device.slot}</ScrollView> : null}
          {mayOpen(live) ? <DeviceCard device={live.device} /> : null}
          <Text weight="medium" heading={2}>
            {t("studio.orders")}
          </Text>
          <View style={styles.orders}>
            <OrderTicker live={live} isDense />
          </View>
        </View>
        <View style={[styles.column, styles.second, { borderColor: colors.line }]}>
          <Text weight="medium" heading={2}>
            {t("studio.shelf")}
          </Text>
          <PinList live={live} onEdit={onEdit} isDense />
        </View>
        <View style={[styles.column, styles.third, { borderColor: colors.line }]}>
          <Tabs
            value={side}
            tabs={[
              { value: "chat", text: t("chat.title") },
              { value: "claims", text: t("claimDesk.title") },
              { value: "deals", text: t("deals.deskTitle") },
              { value: "vouchers", text: t("vouchers.deskTitle") },
              { value: "desk", text: t("desk.title") },
            ]}
            onChange={setSide}
          />
          {side === "chat" ? (
            <LiveChat live={live} />
          ) : side === "claims" ? (
            <ClaimDesk live={live} />
          ) : side === "deals" ? (
            <DealDesk live={live} />
          ) : side === "vouchers" ? (
            <VoucherDesk live={live} />
          ) : (
            <ScrollView>
              <ChatDesk shopId={live.show.shop_id} />
            </ScrollView>
          )}
        </View>
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  page: { flex: 1 },
  head: { flexDirection: "row", alignItems: "center", gap: space.m, paddingHorizontal: space.m, minHeight: 60, borderBottomWidth: 1 },
  grow: { flex: 1 },
  columns: { flex: 1, flexDirection: "row", minHeight: 0 },
  first: { flex: 5, minWidth: 0, minHeight: 0, padding: space.m, gap: space.s },
  picture: { width: "100%", aspectRatio: 16 / 9, backgroundColor: "#000" },
  device: { flexGrow: 0, flexShrink: 1, minHeight: 180 },
  orders: { flexGrow: 1, flexShrink: 0, flexBasis: 180, minHeight: 0 },
  column: { minWidth: 0, minHeight: 0, padding: space.m, gap: space.s, borderLeftWidth: 1 },
  second: { flex: 3 },
  third: { flex: 5 },
});
