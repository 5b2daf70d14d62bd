import { useCallback, useMemo, useState, type Ref } from "react";
import { Pressable, StyleSheet, View } from "react-native";
import { Button, Icon, Text } from "#/components";
import { Controls } from "#/features/show/controls/Controls";
import { offersLow } from "#/features/show/engine";
import { Player } from "#/features/show/Player";
import { StageNote } from "#/features/show/StageNote";
import { LONG, useStopped } from "#/features/show/useStopped";
import type { PlayerHandle, PlayerPhase, Source } from "#/features/show/player";
import { useHeld } from "#/features/show/useReplay";
import type { ShowPage } from "#/features/show/useShowPage";
import { useMediaSession } from "#/features/show/useMediaSession";
import type { View as ViewState } from "#/features/show/useView";
import { useI18n } from "#/i18n/context";
import { radius, scrim, space } from "#/theme/tokens";

type Props = {
  page: ShowPage;
  view: ViewState;
  isWide: boolean;
  /** In a corner, nothing but the picture has room. */
  isSmall?: boolean;
  onMute: () => void;
  onFull: () => void;
  ref: Ref<PlayerHandle> & { current: PlayerHandle | null };
};

function useSource({ show, stand, replay }: ShowPage): Source | null {
  const isLive = stand === "live" || stand === "away";
  const { hls_url: hlsUrl, whep_url: whepUrl } = show.playback;
  return useMemo(() => {
    if (isLive) return { kind: "live", hlsUrl, whepUrl };
    return replay.parts.length > 0 ? { kind: "replay", parts: replay.parts } : null;
  }, [isLive, hlsUrl, whepUrl, replay.parts]);
}

/** The picture, its controls, and one sentence over it when there is none. */
export function Stage({ page, view, isWide, isSmall = false, onMute, onFull, ref }: Props) {
  const { t } = useI18n();
  const { show, stand, sound, replay } = page;
  const [phase, setPhase] = useState<PlayerPhase>("starting");
  const [hasPlayed, setPlayed] = useState(false);
  const source = useSource(page);
  const stopped = useStopped(phase);
  useMediaSession(page, ref);
  useHeld(ref, replay.marks, replay.setHeld);

  const { retry } = page;
  const isReplay = source?.kind === "replay";
  const onPhase = useCallback(
    (next: PlayerPhase) => {
      setPhase(next);
      if (next === "playing") setPlayed(true);
      // The address of a recording is good for an hour or two; the show has a new one.
      if (isReplay && (next === "failed" || next === "gone")) retry();
    },
    [isReplay, retry],
  );
  const isAway = stand === "away" && phase !== "playing";

  return (
    <View style={StyleSheet.absoluteFill}>
      {source ? (
        <Player
          ref={ref}
          source={source}
          label={t("show.video", { title: show.title })}
          isMuted={sound.isMuted}
          volume={sound.volume}
          quality={page.quality}
          onPhase={onPhase}
          onSoundRefused={sound.refuse}
        />
      ) : null}
      {source && !isAway && !isSmall ? (
        <Controls
          player={ref}
          sound={sound}
          view={view}
          isLive={source.kind === "live"}
          isWide={isWide}
          hasLow={source.kind === "live" && offersLow(source.whepUrl)}
          isPaused={phase === "paused" || phase === "over"}
          marks={replay.marks}
          titleOf={replay.titleOf}
          onMark={(index) => {
            const mark = replay.marks[index];
            if (mark) ref.current?.seek(mark.at);
          }}
          onLike={
            source.kind === "live"
              ? (spot) => {
                  page.applause.tap("like", spot);
                }
              : undefined
          }
          onMute={onMute}
          onFull={onFull}
          onQuality={page.setQuality}
        />
      ) : null}
      {isSmall ? null : isAway ? (
        <StageNote title={t("show.hostAway")} body={t("show.hostAwayBody")} isCovering />
      ) : stand === "scheduled" ? (
        <StageNote show={show} />
      ) : stand === "ended" && !source ? (
        <StageNote title={t("show.ended")} body={t("show.endedNoReplay")} />
      ) : phase === "blocked" || phase === "over" ? (
        <View style={styles.center}>
          <Button
            icon="play"
            title={t(phase === "over" ? "player.again" : "show.tapToPlay")}
            onPress={() => {
              ref.current?.play();
            }}
          />
        </View>
      ) : (phase === "failed" || phase === "gone") && stopped >= LONG.hopeless ? (
        <StageNote title={t("show.videoFailed")} body={t("show.videoFailedBody")} />
      ) : stopped >= LONG.noticed || (phase !== "paused" && !hasPlayed) ? (
        <StageNote title={t(hasPlayed ? "show.reconnecting" : "show.starting")} isQuiet />
      ) : sound.isRefused && hasPlayed ? (
        <View style={[styles.center, styles.upper]}>
          <Pressable
            role="button"
            onPress={() => {
              sound.setMuted(false);
            }}
            style={({ pressed }) => [styles.sound, { opacity: pressed ? 0.8 : 1 }]}
          >
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
