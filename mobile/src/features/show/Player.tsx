import { useEventListener } from "expo";
import { useVideoPlayer, VideoView } from "expo-video";
import { useEffect, useImperativeHandle } from "react";
import { StyleSheet } from "react-native";
import type { PlayerProps } from "#/features/show/player";

/** Phones: AVPlayer and Media3 through expo-video. Type-checked and bundled; not run on a device yet. */
export function Player({ source, label, isMuted, onPhase, ref }: PlayerProps) {
  const player = useVideoPlayer(source.url, (made) => {
    made.muted = isMuted;
    made.play();
  });
  useEventListener(player, "statusChange", ({ status }) => {
    if (status === "error") onPhase("failed");
    else if (status === "loading") onPhase("starting");
  });
  useEventListener(player, "playingChange", ({ isPlaying }) => {
    onPhase(isPlaying ? "playing" : "paused");
  });
  useEffect(() => {
    // The player is expo-video's own object, made to be set.
    // eslint-disable-next-line react-hooks/immutability
    player.muted = isMuted;
  }, [player, isMuted]);
  useImperativeHandle(ref, () => ({
    play: () => {
      player.play();
    },
    toggle: () => {
      if (player.playing) player.pause();
      else player.play();
    },
    fullscreenVideo: () => undefined,
  }));
  return (
    <VideoView
      player={player}
      aria-label={label}
      nativeControls={source.kind === "replay"}
      contentFit="contain"
      style={StyleSheet.absoluteFill}
    />
  );
}
