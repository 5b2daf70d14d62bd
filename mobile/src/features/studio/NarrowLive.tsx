import { useRouter } from "expo-router";
import { useState } from "react";
import { ScrollView, StyleSheet, View, useWindowDimensions } from "react-native";
import { useSafeAreaInsets } from "react-native-safe-area-context";
import { Button, IconButton, Sheet, Text } from "#/components";
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
import { useKeyboardInset } from "#/lib/viewport";
import { space } from "#/theme/tokens";

type Tab = "products" | "claims" | "deals" | "vouchers" | "orders" | "chat" | "camera";

/** Read from a metre away: one thing at a time, large. */
export function NarrowLive({ live, onEnd, onEdit }: LiveLayoutProps) {
  const { t } = useI18n();
  const router = useRouter();
  const safe = useSafeAreaInsets();
  const keyboard = useKeyboardInset();
  const { height } = useWindowDimensions();
  const [tab, setTab] = useState<Tab>("products");
  const [isDeskOpen, setDesk] = useState(false);
  // the camera's part stays where it is, seen or not: its picture is on air
  const tabs: Tab[] = live.device.isOpen || mayOpen(live) ? ["products", "claims", "deals", "vouchers", "orders", "chat", "camera"] : ["products", "claims", "deals", "vouchers", "orders", "chat"];
  const seen = tabs.includes(tab) ? tab : "products";
  const name = { products: t("studio.products"), claims: t("claimDesk.title"), deals: t("deals.deskTitle"), vouchers: t("vouchers.deskTitle"), orders: t("studio.orders"), chat: t("chat.title"), camera: t("studio.camera") };
  const count = { products: 0, claims: 0, deals: 0, vouchers: 0, orders: live.sums.orders + live.sums.waiting, chat: 0, camera: 0 };
  return (
    <View style={[styles.page, { paddingTop: safe.top, paddingBottom: keyboard > 0 ? keyboard : safe.bottom }]}>
      <View style={styles.head}>
        <IconButton
          icon="back"
          label={t("common.back")}
          onPress={() => {
            router.replace(`/studio/shops/${live.show.shop_id}`);
          }}
        />
        <Text weight="medium" heading={1} numberOfLines={1} style={styles.grow}>
          {live.show.title}
        </Text>
        <Button kind="outline" title={t("studio.end")} onPress={onEnd} />
      </View>
      {keyboard > 0 ? null : (
        <View style={{ height: Math.round(height * 0.26), backgroundColor: "#000" }}>
          <Monitor live={live} />
        </View>
      )}
      <View style={styles.health}>
        <HealthStrip live={live} />
      </View>
      <Tabs
        value={seen}
        tabs={tabs.map((one) => ({ value: one, text: count[one] > 0 ? `${name[one]} ${String(count[one])}` : name[one] }))}
        onChange={setTab}
      />
      <View style={styles.body}>
        {seen === "products" ? <PinList live={live} onEdit={onEdit} isDense={false} /> : null}
        {seen === "claims" ? <ClaimDesk live={live} /> : null}
        {seen === "deals" ? <DealDesk live={live} /> : null}
        {seen === "vouchers" ? <VoucherDesk live={live} /> : null}
        {seen === "orders" ? <OrderTicker live={live} isDense={false} /> : null}
        {seen === "chat" ? (
          <LiveChat
            live={live}
            onDesk={() => {
              setDesk(true);
            }}
          />
        ) : null}
        {live.device.isOpen ? (
          <ScrollView style={seen === "camera" ? null : styles.unseen}>{live.device.slot}</ScrollView>
        ) : seen === "camera" ? (
          <DeviceCard device={live.device} />
        ) : null}
      </View>
      <Sheet
        title={t("desk.title")}
        isOpen={isDeskOpen}
        onClose={() => {
          setDesk(false);
        }}
      >
        {/* as high whatever it shows: what is pressed must not move */}
        <View style={{ minHeight: height * 0.6 }}>
          <ChatDesk shopId={live.show.shop_id} />
        </View>
      </Sheet>
    </View>
  );
}

const styles = StyleSheet.create({
  page: { flex: 1 },
  head: { flexDirection: "row", alignItems: "center", gap: space.xs, paddingHorizontal: space.xs, paddingRight: space.s, minHeight: 52 },
  grow: { flex: 1 },
  health: { paddingHorizontal: space.m, paddingVertical: space.s },
  unseen: { display: "none" },
  body: { flex: 1, minHeight: 0, padding: space.m, paddingBottom: space.s },
});
