import { useRouter } from "expo-router";
import { useRef, useState } from "react";
import { View, useWindowDimensions, type TextInput } from "react-native";
import { Button, EmptyState, ErrorState } from "#/components";
import { NarrowShow } from "#/features/show/NarrowShow";
import { ShortcutsSheet } from "#/features/show/ShortcutsSheet";
import type { PlayerHandle } from "#/features/show/player";
import { VariantSheet } from "#/features/show/VariantSheet";
import { WideShow } from "#/features/show/WideShow";
import type { Offer } from "#/features/show/offers";
import type { Returned } from "#/features/show/usePurchase";
import { useShortcuts } from "#/features/show/useShortcuts";
import { useView } from "#/features/show/useView";
import { useShowPage, type ShowPage } from "#/features/show/useShowPage";
import { useI18n } from "#/i18n/context";
import { messageOf, reasonOf } from "#/i18n/reasons";
import { toggleFullscreen } from "#/lib/fullscreen";
import { useTheme } from "#/theme/context";
import { WIDE } from "#/theme/tokens";

/** The arrow keys, in a replay. */
const JUMP_S = 5;
/** Trying again would not help. */
const GONE = new Set(["SHOW_NOT_FOUND", "ID_INVALID"]);

type Props = { showId: string; returned: Returned | null };

export function ShowScreen({ showId, returned }: Props) {
  const i18n = useI18n();
  const router = useRouter();
  const { colors } = useTheme();
  const isWide = useWindowDimensions().width >= WIDE;
  const [isShelfOpen, setShelfOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [chosen, setChosen] = useState<Offer | null>(null);
  const player = useRef<PlayerHandle | null>(null);
  const input = useRef<TextInput | null>(null);
  const view = useView();
  const page = useShowPage(showId, returned, isWide || isShelfOpen);

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
          <View aria-busy aria-label={i18n.t("common.loading")} style={{ flex: 1, backgroundColor: colors.skeleton }} />
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
        onChoose={setChosen}
        isShelfOpen={isShelfOpen}
        setShelfOpen={setShelfOpen}
      />
      <VariantSheet
        offer={chosen}
        purchase={page.purchase}
        onClose={() => {
          setChosen(null);
        }}
      />
      <ShortcutsSheet
        isOpen={isHelpOpen}
        onClose={() => {
          setHelpOpen(false);
        }}
      />
    </View>
  );
}
