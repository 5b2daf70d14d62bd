import { useEventListener } from "expo";
import { useVideoPlayer, VideoView, type VideoPlayer } from "expo-video";
import { useEffect, useImperativeHandle, useRef } from "react";
import { StyleSheet } from "react-native";
import { AUTO, type PlayerProps } from "#/features/show/player";
import { lengthOf, placeOf } from "#/features/show/timeline";

/** That file, or the one that plays, from that second on. */
function show(player: VideoPlayer, url: string | null, at: number): void {
  const begin = () => {
    player.currentTime = at;
    player.play();
  };
  if (url === null) begin();
  else void player.replaceAsync(url).then(begin);
}

/** Phones: AVPlayer and Media3 through expo-video. Type-checked and bundled; not run on a device yet. */
export function Player({ source, label, isMuted, volume, onPhase, ref }: PlayerProps) {
  const parts = source.kind === "replay" ? source.parts : [];
  const index = useRef(0);
  const first = source.kind === "live" ? source.hlsUrl : (parts[0]?.url ?? "");
  const player = useVideoPlayer(first, (made) => {
    made.play();
  });
  const go = (to: number, at: number) => {
    const part = parts[to];
    if (part === undefined) return;
    const isOther = to !== index.current;
    index.current = to;
    show(player, isOther ? part.url : null, at);
  };
  useEventListener(player, "statusChange", ({ status }) => {
    if (status === "error") onPhase("failed");
    else if (status === "loading") onPhase("starting");
  });
  useEventListener(player, "playingChange", ({ isPlaying }) => {
    onPhase(isPlaying ? "playing" : "paused");
  });
  useEventListener(player, "playToEnd", () => {
    if (index.current + 1 < parts.length) go(index.current + 1, parts[index.current + 1]?.skip ?? 0);
    else onPhase("over");
  });
  useEffect(() => {
    // The player is expo-video's own object, made to be set.
    // eslint-disable-next-line react-hooks/immutability
    player.muted = isMuted;
    player.volume = volume;
  }, [player, isMuted, volume]);
  useImperativeHandle(ref, () => ({
    play: () => {
      player.play();
    },
    toggle: () => {
      if (player.playing) player.pause();
      else player.play();
    },
    seek: (seconds: number) => {
      const to = placeOf(parts, seconds);
      go(to.index, to.at);
    },
    toLive: () => {
      player.play();
    },
    choose: () => undefined,
    fullscreenVideo: () => undefined,
    canPip: () => false,
    togglePip: () => undefined,
    read: () => ({
      isPaused: !player.playing,
      position: (parts[index.current]?.from ?? 0) + player.currentTime - (parts[index.current]?.skip ?? 0),
      duration: source.kind === "live" ? Infinity : lengthOf(parts),
      behind: 0,
      levels: [],
      chosen: AUTO,
      height: 0,
      frameRate: 0,
      isInPip: false,
    }),
    figures: () => null,
  }));
  return (
    <VideoView player={player} aria-label={label} nativeControls={false} contentFit="contain" style={StyleSheet.absoluteFill} />
  );
}
