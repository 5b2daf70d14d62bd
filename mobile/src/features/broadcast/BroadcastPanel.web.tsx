/** Go live from the browser: see and hear oneself first, then send by WHIP. */
import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { Button, IconButton, Text } from "#/components";
import { Notice } from "#/components/Notice";
import type { BroadcastPanelProps } from "#/features/broadcast/BroadcastPanel";
import { RESUME_MS } from "#/features/broadcast/broadcaster";
import { Choices } from "#/features/broadcast/Choices.web";
import { canShareScreen } from "#/features/broadcast/devices";
import { FiguresStrip } from "#/features/broadcast/FiguresStrip";
import { LevelMeter } from "#/features/broadcast/LevelMeter.web";
import { Preview } from "#/features/broadcast/Preview.web";
import { StandingMark } from "#/features/broadcast/StandingMark";
import { useBroadcast } from "#/features/broadcast/useBroadcast";
import { failureCode, failureText, troubleText } from "#/features/broadcast/words";
import { useI18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import { DarkGround } from "#/theme/context";
import { space } from "#/theme/tokens";

export type { BroadcastPanelProps };
export const canBroadcast: boolean = true;

export function BroadcastPanel({ showId, onLive }: BroadcastPanelProps) {
  const i18n = useI18n();
  const { capture, setting, standing, figures, start, stop, chooseQuality } = useBroadcast(showId, onLive);
  const [isAsking, setAsking] = useState(false);
  const now = useNow(1000, standing.state === "reconnecting");
  const { source, trouble, isOpening, isMuted, isDark, hasSound, version } = setting;
  const isSending = standing.state === "connecting" || standing.state === "onAir" || standing.state === "reconnecting";
  const isReady = source !== null || isSending;
  const isTouch = window.matchMedia("(pointer: coarse)").matches;

  return (
    <View style={styles.panel}>
      <DarkGround>
        <Preview stream={capture.stream} version={version} isMirrored={setting.isMirrored} isHidden={isDark || source === null}>
          <View style={styles.top}>
            <StandingMark standing={standing} />
          </View>
          {isReady ? null : (
            <View style={styles.middle}>
              <Text tone="scrimInk" center style={styles.intro}>
                {i18n.t("broadcast.intro")}
              </Text>
              <Button title={i18n.t("broadcast.useCamera")} icon="cameraOn" busy={isOpening} onPress={() => void capture.open("camera")} />
              {canShareScreen() ? (
                <Button kind="outline" icon="screen" title={i18n.t("broadcast.useScreen")} disabled={isOpening} onPress={() => void capture.open("screen")} />
              ) : null}
            </View>
          )}
          {isReady && (isDark || isMuted) ? (
            <View style={styles.notes}>
              {isDark ? <Text size="s" tone="scrimInk">{i18n.t("broadcast.isDark")}</Text> : null}
              {isMuted ? <Text size="s" tone="scrimInk">{i18n.t("broadcast.isMuted")}</Text> : null}
            </View>
          ) : null}
          {isReady ? (
            <View style={styles.controls}>
              {hasSound ? (
                <IconButton
                  over="picture"
                  icon={isMuted ? "micOff" : "mic"}
                  label={i18n.t(isMuted ? "broadcast.micOn" : "broadcast.micOff")}
                  onPress={() => {
                    capture.toggleMuted();
                  }}
                />
              ) : null}
              <IconButton
                over="picture"
                icon={isDark ? "cameraOff" : "cameraOn"}
                label={i18n.t(isDark ? "broadcast.cameraOn" : "broadcast.cameraOff")}
                onPress={() => {
                  capture.toggleDark();
                }}
              />
              {isTouch && source === "camera" && setting.cameras.length > 1 ? (
                <IconButton over="picture" icon="flip" label={i18n.t("broadcast.flip")} disabled={isOpening} onPress={() => void capture.flip()} />
              ) : null}
            </View>
          ) : null}
        </Preview>
      </DarkGround>
      {isReady && hasSound ? <LevelMeter stream={capture.stream} version={version} isMuted={isMuted} /> : null}
      {trouble ? (
        <Notice tone={isSending ? "signal" : "amber"} text={i18n.t(troubleText(trouble.what, trouble.device))}>
          {trouble.device !== "microphone" && isReady ? (
            <Button kind="quiet" title={i18n.t("common.tryAgain")} busy={isOpening} onPress={() => void capture.open(trouble.device === "screen" ? "screen" : "camera")} />
          ) : null}
        </Notice>
      ) : null}
      {standing.state === "failed" ? <Notice tone="signal" isShown text={failureText(standing.error, i18n)} code={failureCode(standing.error)} /> : null}
      {standing.state === "reconnecting" ? (
        <Notice text={i18n.t("broadcast.reconnectingBody", { seconds: Math.ceil(Math.min(RESUME_MS, Math.max(0, standing.until - now)) / 1000) })} />
      ) : null}
      {isReady ? <Choices capture={capture} setting={setting} onQuality={chooseQuality} /> : null}
      {figures ? <FiguresStrip figures={figures} /> : null}
      {isReady && isTouch ? (
        <Text size="s" tone="quiet">
          {i18n.t("broadcast.inFront")}
        </Text>
      ) : null}
      {isReady && !isSending ? (
        <Button title={i18n.t("broadcast.goLive")} disabled={isOpening || source === null} onPress={start} />
      ) : null}
      {isSending && !isAsking ? (
        <Button
          kind="outline"
          title={i18n.t("broadcast.stop")}
          onPress={() => {
            setAsking(true);
          }}
        />
      ) : null}
      {isSending && isAsking ? (
        <Notice isShown text={i18n.t("broadcast.stopAsk")}>
          <View style={styles.answers}>
            <Button
              kind="outline"
              title={i18n.t("broadcast.stop")}
              onPress={() => {
                setAsking(false);
                stop();
              }}
            />
            <Button
              title={i18n.t("broadcast.stay")}
              onPress={() => {
                setAsking(false);
              }}
            />
          </View>
        </Notice>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  panel: { gap: space.m },
  top: { position: "absolute", top: space.s, left: space.s },
  middle: { position: "absolute", top: 0, right: 0, bottom: 0, left: 0, alignItems: "center", justifyContent: "center", gap: space.m, padding: space.l },
  intro: { maxWidth: 420 },
  notes: { position: "absolute", top: 0, right: 0, bottom: 0, left: 0, alignItems: "center", justifyContent: "center", pointerEvents: "none" },
  controls: { position: "absolute", bottom: space.s, right: space.s, flexDirection: "row", gap: space.s },
  answers: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
});
