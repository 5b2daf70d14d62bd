import { useRouter } from "expo-router";
import { ScrollView, StyleSheet, View, useWindowDimensions } from "react-native";
import { useSafeAreaInsets } from "react-native-safe-area-context";
import { IconButton, Sheet, Text } from "#/components";
import { FadeTop } from "#/components/FadeTop";
import { Scrim } from "#/components/Scrim";
import { ChatInput } from "#/features/show/ChatInput";
import { ChatLines } from "#/features/show/ChatLines";
import { OfferRow } from "#/features/show/OfferRow";
import { PurchaseError } from "#/features/show/PurchaseError";
import { Shelf } from "#/features/show/Shelf";
import { Stage } from "#/features/show/Stage";
import { TopBar } from "#/features/show/TopBar";
import type { LayoutProps } from "#/features/show/layout";
import { useI18n } from "#/i18n/context";
import { useKeyboardInset } from "#/lib/viewport";
import { DarkGround } from "#/theme/context";
import { space } from "#/theme/tokens";

/** Phones: the picture fills the screen, everything else lies over its lower part. */
export function NarrowShow({ page, player, input, view, onMute, onFull, onChoose, isShelfOpen, setShelfOpen }: LayoutProps) {
  const { t } = useI18n();
  const router = useRouter();
  const keyboard = useKeyboardInset();
  const safe = useSafeAreaInsets();
  const { height } = useWindowDimensions();
  const { show, stand, room, purchase } = page;
  const shelf = (
    <Shelf
      offers={page.offers}
      isPending={page.isShelfPending}
      pinnedId={page.pinnedId}
      purchase={purchase}
      onChoose={onChoose}
      replayed={{ momentsOf: page.replay.momentsOf, onMoment: (mark) => player.current?.seek(mark.at) }}
    />
  );
  const cart = (
    <IconButton
      icon="cart"
      label={page.cartCount > 0 ? t("common.cartWith", { count: page.cartCount }) : t("common.cart")}
      over="picture"
      count={page.cartCount}
      onPress={() => {
        router.push(`/cart/${show.shop_id}`);
      }}
    />
  );
  const stage = (
    <Stage
      ref={player}
      page={page}
      view={view}
      isWide={false}
      onMute={onMute}
      onFull={onFull}
    />
  );
  const top = <TopBar show={show} stand={stand} viewers={room.viewers} isMuted={page.sound.isMuted} onMute={stand === "live" ? onMute : undefined} onFull={stand === "live" ? onFull : undefined} />;

  if (stand === "ended") {
    return (
      <ScrollView contentContainerStyle={{ paddingBottom: safe.bottom + space.xl }}>
        <View style={styles.replay}>
          {stage}
          <DarkGround>
            <View style={styles.top}>
              <Scrim edge="top" />
              {top}
            </View>
          </DarkGround>
        </View>
        <View style={styles.page}>
          {/* As high as the row, so that nothing moves when the host puts one down. */}
          {page.replay.marks.length > 0 ? (
            <View style={styles.held}>
              {page.pinned ? <OfferRow offer={page.pinned} purchase={purchase} onChoose={onChoose} isPinned isOverlay /> : null}
            </View>
          ) : null}
          <View style={styles.head}>
            <Text size="l" weight="medium" heading={2} style={styles.grow}>
              {t("show.shelf")}
            </Text>
            {cart}
          </View>
          <PurchaseError error={purchase.error} />
          {shelf}
        </View>
      </ScrollView>
    );
  }

  return (
    <DarkGround>
      <View style={[StyleSheet.absoluteFill, styles.picture]}>{stage}</View>
      <View style={[styles.top, { paddingTop: safe.top }]}>
        <Scrim edge="top" />
        {top}
      </View>
      <View style={[styles.bottom, { paddingBottom: Math.max(safe.bottom, space.m), bottom: keyboard }]}>
        <Scrim edge="bottom" />
        <FadeTop height={Math.max(96, Math.round((height - keyboard) * 0.27))}>
          <ChatLines
            room={room}
            userId={page.me?.user_id ?? ""}
            userName={page.me?.display_name ?? ""}
            onAgain={page.say}
            isOver
          />
        </FadeTop>
        <PurchaseError error={purchase.error} />
        {page.pinned ? (
          <OfferRow offer={page.pinned} purchase={purchase} onChoose={onChoose} isPinned isOverlay />
        ) : null}
        <View style={styles.controls}>
          <ChatInput ref={input} isGuest={page.isGuest} isOver onSay={page.say} onSignIn={page.signInToTalk} />
          <IconButton
            icon="grid"
            label={t("show.shelf")}
            over="picture"
            onPress={() => {
              setShelfOpen(true);
            }}
          />
          {cart}
        </View>
      </View>
      <Sheet
        title={t("show.shelf")}
        isOpen={isShelfOpen}
        onClose={() => {
          setShelfOpen(false);
        }}
      >
        <PurchaseError error={purchase.error} />
        {shelf}
      </Sheet>
    </DarkGround>
  );
}

const styles = StyleSheet.create({
  picture: { overflow: "hidden" },
  top: { position: "absolute", top: 0, left: 0, right: 0 },
  bottom: { position: "absolute", left: 0, right: 0, paddingHorizontal: space.m, paddingTop: space.xxl, gap: space.s },
  controls: { flexDirection: "row", alignItems: "center", gap: space.s },
  replay: { height: 320, backgroundColor: "#000" },
  held: { minHeight: 96 },
  page: { padding: space.l, gap: space.m },
  head: { flexDirection: "row", alignItems: "center" },
  grow: { flex: 1 },
});
