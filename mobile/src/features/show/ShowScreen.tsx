import { useRouter } from "expo-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { View, useWindowDimensions, type TextInput } from "react-native";
import { Button, EmptyState, ErrorState } from "#/components";
import { NarrowShow } from "#/features/show/NarrowShow";
import { ShowSkeleton } from "#/features/show/ShowSkeleton";
import { ShortcutsSheet } from "#/features/show/ShortcutsSheet";
import type { PlayerHandle } from "#/features/show/player";
import { WideShow } from "#/features/show/WideShow";
import type { Offer } from "#/features/show/offers";
import { ShowSheet, preloadSheets } from "#/features/show/sheets/ShowSheet";
import type { SheetName } from "#/features/show/sheets/names";
import { useSheets } from "#/features/show/sheets/useSheets";
import { useShowWays } from "#/features/show/sheets/useShowWays";
import { useSmall } from "#/features/show/sheets/useSmall";
import type { Returned } from "#/features/show/usePurchase";
import { useShortcuts } from "#/features/show/useShortcuts";
import { useView } from "#/features/show/useView";
import { useShowPage, type ShowPage } from "#/features/show/useShowPage";
import { useI18n } from "#/i18n/context";
import { messageOf, reasonOf } from "#/i18n/reasons";
import { toggleFullscreen } from "#/lib/fullscreen";
import { usePageTitle } from "#/lib/page-title";
import { useTheme } from "#/theme/context";
import { WIDE } from "#/theme/tokens";

/** The arrow keys, in a replay. */
const JUMP_S = 5;
/** Trying again would not help. */
const GONE = new Set(["SHOW_NOT_FOUND", "ID_INVALID"]);

type Props = { showId: string; returned: Returned | null; first: SheetName | null };

/** The first picture goes first. */
const PRELOAD_MS = 4000;

export function ShowScreen({ showId, returned, first }: Props) {
  const i18n = useI18n();
  const router = useRouter();
  const { colors } = useTheme();
  const isWide = useWindowDimensions().width >= WIDE;
  const [isHelpOpen, setHelpOpen] = useState(false);
  const player = useRef<PlayerHandle | null>(null);
  const input = useRef<TextInput | null>(null);
  const view = useView();
  const sheets = useSheets(showId, first);
  const { open } = sheets;
  const buy = useCallback(() => {
    open("checkout");
  }, [open]);
  const page = useShowPage(showId, returned, isWide || sheets.names.includes("shelf"), buy);
  const ways = useShowWays(showId, sheets, page.room.stock);
  const hasPicture = page.stand === "live" || page.stand === "away" || (page.stand === "ended" && page.show?.recordings.length !== 0);
  const small = useSmall(sheets.top !== null && !isWide && hasPicture);
  useEffect(() => {
    const timer = setTimeout(preloadSheets, PRELOAD_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  const choose = (offer: Offer) => {
    open(`product.${offer.productId}`);
  };
  usePageTitle(page.show?.title ?? (page.showError ? messageOf(page.showError, i18n) : ""));

  const mute = () => {
    page.sound.setMuted(!page.sound.isMuted);
    if (page.sound.isMuted && page.stand !== "ended") player.current?.play();
  };
  const jump = (by: number) => {
    const at = player.current?.read();
    if (page.stand === "ended" && at) player.current?.seek(at.position + by);
  };
  const full = () => {
    if (!toggleFullscreen()) player.current?.fullscreenVideo();
  };
  useShortcuts({
    m: mute,
    f: full,
    k: () => player.current?.toggle(),
    t: () => {
      if (isWide) view.setTheatre(!view.isTheatre);
    },
    i: () => {
      view.setFigures(!view.hasFigures);
    },
    p: () => player.current?.togglePip(),
    arrowleft: () => {
      jump(-JUMP_S);
    },
    arrowright: () => {
      jump(JUMP_S);
    },
    c: () => {
      if (isWide) view.setTheatre(false);
      if (page.isGuest) page.signInToTalk();
      else input.current?.focus();
    },
    "?": () => {
      setHelpOpen((is) => !is);
    },
  });

  if (!page.show || page.stand === null) {
    return (
      <View style={{ flex: 1, backgroundColor: colors.ground, justifyContent: "center" }}>
        {page.showError && GONE.has(reasonOf(page.showError)) ? (
          <EmptyState title={messageOf(page.showError, i18n)}>
            <Button
              title={i18n.t("common.toHome")}
              onPress={() => {
                router.replace("/");
              }}
            />
          </EmptyState>
        ) : page.showError ? (
          <ErrorState error={page.showError} onRetry={page.retry} />
        ) : (
          <ShowSkeleton isWide={isWide} />
        )}
      </View>
    );
  }
  const Layout = isWide ? WideShow : NarrowShow;
  return (
    <View style={{ flex: 1, backgroundColor: colors.ground }}>
      <Layout
        page={page as ShowPage}
        player={player}
        input={input}
        view={view}
        onMute={mute}
        onFull={full}
        onChoose={choose}
        sheets={sheets}
        small={small}
      />
      {sheets.top ? (
        <ShowSheet
          name={sheets.top}
          ways={ways}
          onEscape={sheets.back}
          isWide={isWide}
          top={small.sheetTop}
          page={page as ShowPage}
          onChoose={choose}
        />
      ) : null}
      <ShortcutsSheet
        isOpen={isHelpOpen}
        onClose={() => {
          setHelpOpen(false);
        }}
      />
    </View>
  );
}
