import { ScrollView, StyleSheet, View, useWindowDimensions } from "react-native";
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
import { Stage } from "#/features/show/Stage";
import { TopBar } from "#/features/show/TopBar";
import type { LayoutProps } from "#/features/show/layout";
import { useI18n } from "#/i18n/context";
import { DarkGround, useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

const SIDE = 360;

/** Wide screens: picture and shelf left, talk and the pinned product right. */
export function WideShow({ page, player, input, view, onMute, onFull, onChoose, sheets }: LayoutProps) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const { width, height } = useWindowDimensions();
  const { show, stand, room, purchase } = page;
  const { isTheatre } = view;
  const isReplay = stand === "ended" && page.replay.parts.length > 0;
  const picture = isTheatre ? height : Math.round(Math.min(((width - SIDE) * 9) / 16, height * 0.78));
  return (
    <View style={styles.columns}>
      <ScrollView style={styles.left}>
        <View style={[styles.picture, { height: picture }]}>
          <DarkGround>
            <Stage
              ref={player}
              page={page}
              view={view}
              isWide
              onMute={onMute}
              onFull={onFull}
            />
            <View style={styles.hearts}>
              <Hearts applause={page.applause} />
            </View>
            <View style={styles.top}>
              <Scrim edge="top" />
              <TopBar show={show} stand={stand} viewers={room.viewers} isMuted={page.sound.isMuted} beforeLeaving={sheets.close} />
            </View>
            {isTheatre && page.pinned ? (
              <View style={styles.held}>
                <OfferRow offer={page.pinned} purchase={purchase} onChoose={onChoose} isPinned isOverlay />
              </View>
            ) : null}
          </DarkGround>
        </View>
        <View style={styles.shelf}>
          <Text size="l" weight="medium" heading={2}>
            {t("show.shelf")}
          </Text>
          <Shelf
            offers={page.offers}
            isPending={page.isShelfPending}
            pinnedId={page.pinnedId}
            purchase={purchase}
            onChoose={onChoose}
            replayed={{ momentsOf: page.replay.momentsOf, onMoment: (mark) => player.current?.seek(mark.at) }}
          />
        </View>
      </ScrollView>
      {isTheatre ? null : <View style={[styles.side, { borderColor: colors.line, backgroundColor: colors.surface }]}>
        <View style={styles.head}>
          <Text weight="medium" heading={2} style={styles.grow}>
            {t("chat.title")}
          </Text>
          <IconButton
            icon="cart"
            label={page.cartCount > 0 ? t("common.cartWith", { count: page.cartCount }) : t("common.cart")}
            count={page.cartCount}
            onPress={() => {
              sheets.open("cart");
            }}
          />
        </View>
        {isReplay ? null : <PinnedLine store={page.talk} isOver={false} />}
        <View style={styles.lines}>
          {isReplay ? (
            <ReplayChat showId={show.show_id} userId={page.me?.user_id ?? ""} player={player} store={page.talk} />
          ) : (
            <ChatLines
              show={page.show}
              store={page.talk}
              userId={page.me?.user_id ?? ""}
              userName={page.me?.display_name ?? ""}
              isStaff={page.isStaff}
              onSay={page.say}
              isOver={false}
            />
          )}
        </View>
        <PurchaseError error={purchase.error} />
        <ClaimBar page={page} onCart={() => { sheets.open("cart"); }} />
        <View style={{ backgroundColor: colors.raised, borderRadius: 16 }}>
          <Held page={page} player={player} onChoose={onChoose} />
        </View>
        {isReplay ? null : <ChatFoot ref={input} page={page} isOver={false} />}
      </View>}
    </View>
  );
}

const styles = StyleSheet.create({
  columns: { flex: 1, flexDirection: "row" },
  left: { flex: 1 },
  picture: { backgroundColor: "#000" },
  top: { position: "absolute", top: 0, left: 0, right: 0 },
  held: { position: "absolute", right: space.l, bottom: 72, width: SIDE },
  shelf: { padding: space.l, gap: space.s, maxWidth: 760 },
  side: { width: SIDE, borderLeftWidth: 1, padding: space.m, gap: space.s },
  head: { flexDirection: "row", alignItems: "center" },
  grow: { flex: 1 },
  lines: { flex: 1, minHeight: 0 },
  hearts: { position: "absolute", right: space.xl, bottom: 64, width: 96, height: 320, pointerEvents: "none" },
});
