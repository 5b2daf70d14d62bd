import { useEffect, useRef, useState } from "react";
import { StyleSheet, View } from "react-native";
import { openTicket } from "#/api/queries/media";
import { Button, IconButton, Text } from "#/components";
import { Notice } from "#/components/Notice";
import { keepMoving } from "#/features/show/engine.web";
import { attachWhep } from "#/features/show/engine.whep";
import type { PlayerPhase } from "#/features/show/player";
import { useI18n } from "#/i18n/context";
import { DarkGround } from "#/theme/context";
import { radius, scrim, space } from "#/theme/tokens";

/** The picture before the show: by WHEP, with a ticket of her own. Silent, or the microphone would hear it. */
export function TestPicture({ showId }: { showId: string }) {
  const { t } = useI18n();
  const video = useRef<HTMLVideoElement | null>(null);
  const [phase, setPhase] = useState<PlayerPhase>("starting");
  const [isMuted, setMuted] = useState(true);
  const [attempt, setAttempt] = useState(1);
  const [fellAt, setFellAt] = useState(0);
  const isOver = fellAt === attempt;

  useEffect(() => {
    const element = video.current;
    if (element === null || isOver) return;
    const start = () => {
      element.play().catch(() => undefined); // it is silent: only another load comes between, and its start follows
    };
    const reports = { say: setPhase, start };
    const door = () => openTicket(showId, "preview");
    const engine = attachWhep(element, { door, needsSound: false }, reports, () => {
      setFellAt(attempt);
    });
    const rest = keepMoving(element, engine, reports, () => true);
    return () => {
      rest();
      engine.stop();
    };
  }, [showId, attempt, isOver]);

  if (isOver) {
    return (
      <Notice tone="amber" text={t("studio.testPictureNone")}>
        <Button
          kind="outline"
          title={t("common.tryAgain")}
          onPress={() => {
            setPhase("starting");
            setAttempt((last) => last + 1);
          }}
        />
      </Notice>
    );
  }
  const isMoving = phase === "playing" || phase === "paused";
  return (
    <DarkGround>
      <View style={styles.box}>
        <video
          ref={video}
          aria-label={t("studio.testPicture")}
          playsInline
          muted={isMuted}
          onPlaying={() => {
            setPhase("playing");
          }}
          style={{ position: "absolute", inset: 0, width: "100%", height: "100%", objectFit: "contain" }}
        />
        <View style={styles.top}>
          <Text size="s" weight="medium" tone="scrimInk" style={styles.tag}>
            {t("studio.onlyYou")}
          </Text>
        </View>
        {isMoving ? (
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
        ) : (
          <View style={styles.note} role="status">
            <Text size="s" tone="scrimInk" style={styles.tag} center>
              {phase === "starting" ? t("show.starting") : t("show.reconnecting")}
            </Text>
          </View>
        )}
      </View>
    </DarkGround>
  );
}

const styles = StyleSheet.create({
  box: { width: "100%", aspectRatio: 16 / 9, backgroundColor: "#000", borderRadius: radius.s, overflow: "hidden" },
  top: { position: "absolute", top: space.s, left: space.s, right: space.s, flexDirection: "row" },
  tag: { backgroundColor: scrim.hard, borderRadius: radius.pill, paddingHorizontal: space.m, paddingVertical: 2 },
  sound: { position: "absolute", right: space.s, bottom: space.s },
  note: { position: "absolute", left: 0, right: 0, top: "44%", alignItems: "center", paddingHorizontal: space.l, pointerEvents: "none" },
});
