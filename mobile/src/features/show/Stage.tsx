import { useCallback, useEffect, useState, type Ref } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { Button, Icon, Text } from "#/components";
import { Player } from "#/features/show/Player";
import { StageNote } from "#/features/show/StageNote";
import type { PlayerHandle, PlayerPhase, Source } from "#/features/show/player";
import type { Stand } from "#/features/show/phase";
import type { Show } from "#/api/types";
import { useI18n } from "#/i18n/context";
import { radius, scrim, space } from "#/theme/tokens";

/** A short stop is no news; it is said after this. */
const QUIET_MS = 2000;

type Props = {
  show: Show;
  stand: Stand;
  isMuted: boolean;
  onUnmute: () => void;
  ref: Ref<PlayerHandle> & { current: PlayerHandle | null };
};

function sourceOf(show: Show, stand: Stand): Source | null {
  if (stand === "live" || stand === "away") return { kind: "live", url: show.playback.hls_url };
  const replay = stand === "ended" ? show.recordings[0] : undefined;
  return replay ? { kind: "replay", url: replay.url } : null;
}

/** The picture, and one sentence over it when there is none. */
export function Stage({ show, stand, isMuted, onUnmute, ref }: Props) {
  const { t } = useI18n();
  const [phase, setPhase] = useState<PlayerPhase>("starting");
  const [hasPlayed, setPlayed] = useState(false);
  const [isLong, setLong] = useState(false);
  const source = sourceOf(show, stand);

  const onPhase = useCallback((next: PlayerPhase) => {
    setPhase(next);
    setLong(false);
    if (next === "playing") setPlayed(true);
  }, []);

  useEffect(() => {
    if (phase === "playing" || phase === "paused") return;
    const timer = setTimeout(() => {
      setLong(true);
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [phase]);

  const isPlaying = phase === "playing" || phase === "paused" || (phase === "waiting" && !isLong);
  const isAway = stand === "away" && !(phase === "playing");

  return (
    <View style={StyleSheet.absoluteFill}>
      {source ? (
        <Player
          ref={ref}
          source={source}
          label={t("show.video", { title: show.title })}
          isMuted={isMuted && source.kind === "live"}
          onPhase={onPhase}
        />
      ) : null}
      {isAway ? (
        <StageNote title={t("show.hostAway")} body={t("show.hostAwayBody")} isCovering />
      ) : stand === "scheduled" ? (
        <StageNote show={show} />
      ) : stand === "ended" && !source ? (
        <StageNote title={t("show.ended")} body={t("show.endedNoReplay")} />
      ) : phase === "blocked" ? (
        <View style={styles.center}>
          <Button
            icon="play"
            title={t("show.tapToPlay")}
            onPress={() => {
              ref.current?.play();
            }}
          />
        </View>
      ) : phase === "failed" && isLong ? (
        <StageNote title={t("show.videoFailed")} body={t("show.videoFailedBody")} />
      ) : !isPlaying && (isLong || !hasPlayed) ? (
        <StageNote title={t(hasPlayed ? "show.reconnecting" : "show.starting")} isQuiet />
      ) : stand === "live" && isMuted && hasPlayed ? (
        <View style={[styles.center, styles.upper]}>
          <Pressable role="button" onPress={onUnmute} style={({ pressed }) => [styles.sound, { opacity: pressed ? 0.8 : 1 }]}>
            <Icon name="soundOff" color={scrim.ink} />
            <Text weight="medium" tone="scrimInk">
              {t("show.tapForSound")}
            </Text>
          </Pressable>
        </View>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  center: {
    position: "absolute",
    left: 0,
    right: 0,
    top: 0,
    bottom: 0,
    alignItems: "center",
    justifyContent: "center",
    pointerEvents: "box-none",
  },
  upper: { bottom: "40%" },
  sound: {
    flexDirection: "row",
    alignItems: "center",
    gap: space.s,
    minHeight: 52,
    paddingHorizontal: space.xl,
    borderRadius: radius.pill,
    backgroundColor: scrim.hard,
  },
});
