import { ScrollView, StyleSheet, View } from "react-native";
import { useSafeAreaInsets } from "react-native-safe-area-context";
import { IconButton, Text } from "#/components";
import { Scrim } from "#/components/Scrim";
import { ClaimBar } from "#/features/claims/ClaimBar";
import { ChatFoot } from "#/features/show/ChatFoot";
import { ChatLines } from "#/features/show/ChatLines";
import { PinnedLine } from "#/features/show/ChatNotes";
import { Held } from "#/features/show/Held";
import { OfferRow } from "#/features/show/OfferRow";
import { ReplayChat } from "#/features/show/ReplayChat";
import { PurchaseError } from "#/features/show/PurchaseError";
import { Hearts } from "#/features/show/reactions/Hearts";
import { Shelf } from "#/features/show/Shelf";
import { TallChat } from "#/features/show/TallChat";
import { Picture } from "#/features/show/sheets/Picture";
import { Stage } from "#/features/show/Stage";
import { TopBar } from "#/features/show/TopBar";
import type { LayoutProps } from "#/features/show/layout";
import { useI18n } from "#/i18n/context";
import { DarkGround, useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

const REPLAY = 320;
/** Five or six lines of the talk: the shelf below stays in sight. */
const TALK = 190;
/** Above the button that gives them. */
const HEARTS_UP = 64;

/** Phones: the picture fills the screen, everything else lies over its lower part. */
export function NarrowShow({ page, player, input, view, onMute, onFull, onChoose, sheets, small }: LayoutProps) {
  const { t } = useI18n();
  const { keyboard } = small;
  const safe = useSafeAreaInsets();
  const { colors } = useTheme();
  const { show, stand, room, purchase } = page;
  const cart = (
    <IconButton
      icon="cart"
      label={page.cartCount > 0 ? t("common.cartWith", { count: page.cartCount }) : t("common.cart")}
      over="picture"
      count={page.cartCount}
      onPress={() => {
        sheets.open("cart");
      }}
    />
  );
  const stage = (
    <Stage
      ref={player}
      page={page}
      view={view}
      isWide={false}
      isSmall={small.isSmall}
      onMute={onMute}
      onFull={onFull}
    />
  );
  const isOver = stand === "ended";
  const picture = (
    <Picture
      {...small}
      full={isOver ? { top: safe.top, bottom: 0, height: REPLAY } : { top: 0, bottom: keyboard }}
      label={t("orders.toShow")}
      onReturn={() => {
        sheets.close();
      }}
    >
      {stage}
    </Picture>
  );
  const isLive = stand === "live";
  const top = (
    <TopBar
      show={show}
      stand={stand}
      viewers={room.viewers}
      isMuted={page.sound.isMuted}
      onMute={isLive ? onMute : undefined}
      onFull={isLive ? onFull : undefined}
      beforeLeaving={sheets.close}
    />
  );

  return (
    <>
      <DarkGround>
        {picture}
        <View style={[styles.top, { paddingTop: safe.top }]}>
          <Scrim edge="top" />
          {top}
        </View>
      </DarkGround>
      {isOver ? (
        <ScrollView style={[styles.after, { top: safe.top + REPLAY, backgroundColor: colors.ground }]} contentContainerStyle={[styles.page, { paddingBottom: safe.bottom + space.xl }]}>
          {/* As high as the row, so that nothing moves when the host puts one down. */}
          {page.replay.marks.length > 0 ? (
            <View style={styles.held}>
              {page.pinned ? <OfferRow offer={page.pinned} purchase={purchase} onChoose={onChoose} isPinned isOverlay /> : null}
            </View>
          ) : null}
          {page.replay.parts.length > 0 ? (
            <View style={styles.talk}>
              <Text size="l" weight="medium" heading={2}>
                {t("chat.title")}
              </Text>
              <ReplayChat showId={show.show_id} userId={page.me?.user_id ?? ""} player={player} store={page.talk} height={TALK} />
            </View>
          ) : null}
          <View style={styles.head}>
            <Text size="l" weight="medium" heading={2} style={styles.grow}>
              {t("show.shelf")}
            </Text>
            {cart}
          </View>
          <PurchaseError error={purchase.error} />
          <Shelf
            offers={page.offers}
            isPending={page.isShelfPending}
            pinnedId={page.pinnedId}
            purchase={purchase}
            onChoose={onChoose}
            replayed={{ momentsOf: page.replay.momentsOf, onMoment: (mark) => player.current?.seek(mark.at) }}
          />
        </ScrollView>
      ) : (
        <DarkGround>
          <View style={[styles.bottom, { paddingBottom: Math.max(safe.bottom, space.m), bottom: keyboard }]}>
            <Scrim edge="bottom" />
            <PinnedLine store={page.talk} isOver />
            <TallChat seenHeight={small.seen.height}>
              <ChatLines
                show={page.show}
                store={page.talk}
                userId={page.me?.user_id ?? ""}
                userName={page.me?.display_name ?? ""}
                isStaff={page.isStaff}
                onSay={page.say}
                isOver
              />
            </TallChat>
            <PurchaseError error={purchase.error} />
            <ClaimBar page={page} onCart={() => { sheets.open("cart"); }} />
            <Held page={page} player={player} onChoose={onChoose} />
            <ChatFoot ref={input} page={page} isOver>
              <IconButton
                icon="grid"
                label={t("show.shelf")}
                over="picture"
                onPress={() => {
                  sheets.open("shelf");
                }}
              />
              {cart}
            </ChatFoot>
          </View>
          <View style={[styles.hearts, { bottom: keyboard + safe.bottom + HEARTS_UP }]}>
            <Hearts applause={page.applause} />
          </View>
        </DarkGround>
      )}
    </>
  );
}

const styles = StyleSheet.create({
  top: { position: "absolute", top: 0, left: 0, right: 0 },
  bottom: { position: "absolute", left: 0, right: 0, paddingHorizontal: space.m, paddingTop: space.xxl, gap: space.s },
  hearts: { position: "absolute", right: 88, width: 72, height: 320, pointerEvents: "none" },
  held: { minHeight: 96 },
  talk: { gap: space.s },
  after: { position: "absolute", left: 0, right: 0, bottom: 0 },
  page: { padding: space.l, gap: space.m },
  head: { flexDirection: "row", alignItems: "center" },
  grow: { flex: 1 },
});
