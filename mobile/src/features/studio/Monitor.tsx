import { useEffect, useRef, useState } from "react";
import { StyleSheet, View } from "react-native";
import { IconButton, LiveMark, Text } from "#/components";
import { delayOf } from "#/features/show/figures";
import { Player } from "#/features/show/Player";
import type { PlayerHandle, PlayerPhase } from "#/features/show/player";
import { useOffset } from "#/features/show/useOffset";
import type { LiveShow } from "#/features/studio/useLive";
import { formatCountdown } from "#/i18n/format";
import { useI18n } from "#/i18n/context";
import { radius, scrim, space } from "#/theme/tokens";

/** A short stop is no news. */
const QUIET_MS = 2000;
const LOOK_MS = 1000;

/** What viewers see, as late as they see it; silent, or the host would hear herself. */
export function Monitor({ live }: { live: LiveShow }) {
  const { t } = useI18n();
  const [phase, setPhase] = useState<PlayerPhase>("starting");
  const [isMuted, setMuted] = useState(true);
  const { show, stand, now } = live;
  const isMoving = phase === "playing" || phase === "paused";
  const offset = useOffset(isMoving);
  const player = useRef<PlayerHandle | null>(null);
  const [delay, setDelay] = useState<number | null>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      setDelay(delayOf(player.current?.figures()?.takenAt ?? null, Date.now(), offset));
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [offset]);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLong(!isMoving);
    }, isMoving ? 0 : QUIET_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isMoving]);
  const note = stand === "away" ? t("studio.away") : !isLong ? "" : phase === "starting" ? t("show.starting") : t("show.reconnecting");
  return (
    <View style={StyleSheet.absoluteFill}>
      <Player
        ref={player}
        source={{ kind: "live", hlsUrl: show.playback.hls_url, whepUrl: "" }}
        label={t("show.video", { title: show.title })}
        isMuted={isMuted}
        volume={1}
        quality={0}
        onPhase={setPhase}
        onSoundRefused={() => {
          setMuted(true);
        }}
      />
      <View style={styles.top}>
        {stand === "live" ? <LiveMark viewers={live.room.viewers} /> : null}
        {show.live_time ? (
          <View style={styles.tag}>
            <Text size="xs" tone="scrimInk" tabular aria-label={t("studio.onAirFor")}>
              {formatCountdown(now - Date.parse(show.live_time))}
            </Text>
          </View>
        ) : null}
        {delay !== null && isMoving ? (
          <View style={styles.tag}>
            <Text size="xs" tone="scrimInk" tabular>
              {t("studio.delay", { seconds: delay.toFixed(1) })}
            </Text>
          </View>
        ) : null}
      </View>
      <View style={styles.sound}>
        <IconButton
          icon={isMuted ? "soundOff" : "soundOn"}
          label={isMuted ? t("show.unmute") : t("show.mute")}
          over="picture"
          onPress={() => {
            setMuted((is) => !is);
          }}
        />
      </View>
      {note === "" ? null : (
        <View style={styles.note} role="status">
          <Text size="s" tone="scrimInk" style={styles.tag} center>
            {note}
          </Text>
        </View>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  top: { position: "absolute", top: space.s, left: space.s, right: space.s, flexDirection: "row", flexWrap: "wrap", gap: space.s },
  tag: { backgroundColor: scrim.hard, borderRadius: radius.pill, paddingHorizontal: space.s, paddingVertical: 1 },
  sound: { position: "absolute", right: space.s, bottom: space.s },
  note: { position: "absolute", left: 0, right: 0, top: "42%", alignItems: "center", paddingHorizontal: space.l, pointerEvents: "none" },
});
