/** Phones show on their own screens what plays, and their keys reach it. */
import { useEffect, type RefObject } from "react";
import { Platform } from "react-native";
import { useShop } from "#/api/queries/shops";
import type { PlayerHandle } from "#/features/show/player";
import type { ShowPage } from "#/features/show/useShowPage";

const JUMP_S = 10;

export function useMediaSession({ show, stand, pinned }: ShowPage, player: RefObject<PlayerHandle | null>): void {
  const shop = useShop(show.shop_id);
  const artist = shop.data?.name ?? "";
  const artwork = pinned?.imageUrl ?? "";
  const { title } = show;
  const isReplay = stand === "ended";
  useEffect(() => {
    if (Platform.OS !== "web" || !("mediaSession" in navigator)) return;
    const session = navigator.mediaSession;
    session.metadata = new MediaMetadata({ title, artist, artwork: artwork ? [{ src: artwork }] : [] });
    return () => {
      session.metadata = null;
    };
  }, [title, artist, artwork]);
  useEffect(() => {
    if (Platform.OS !== "web" || !("mediaSession" in navigator)) return;
    const session = navigator.mediaSession;
    const by = (seconds: number) => () => {
      const handle = player.current;
      const at = handle?.read()?.position;
      if (at !== undefined) handle?.seek(at + seconds);
    };
    const acts: [MediaSessionAction, MediaSessionActionHandler | null][] = [
      ["play", () => player.current?.play()],
      ["pause", () => player.current?.toggle()],
      ["seekbackward", isReplay ? by(-JUMP_S) : null],
      ["seekforward", isReplay ? by(JUMP_S) : null],
    ];
    for (const [name, act] of acts) session.setActionHandler(name, act);
    return () => {
      for (const [name] of acts) session.setActionHandler(name, null);
    };
  }, [player, isReplay]);
}
