import { requireNativeModule } from "expo-modules-core";
import { useEffect, useRef, useState } from "react";
import { Linking, StyleSheet, View } from "react-native";
import { Badge, Button, EmptyState, Text } from "#/components";
import { ErrorNotice, Notice } from "#/components/Notice";
import { isOn, type Broadcast } from "#/features/broadcast/phone-machine";
import { usePhoneBroadcast } from "#/features/broadcast/usePhoneBroadcast";
import { useI18n } from "#/i18n/context";
import { DarkGround } from "#/theme/context";
import { radius, space } from "#/theme/tokens";
import { BroadcasterView, type BroadcasterHandle, type Quality } from "../../../modules/broadcaster";

export type BroadcastPanelProps = {
  showId: string;
  /** The picture reaches the media server; told again after every reconnection. */
  onLive?: () => void;
};

export const canBroadcast: boolean = true;

type Native = { requestPermissions: () => Promise<Record<string, { granted: boolean }>> };
const QUALITIES: readonly Quality[] = ["low", "medium", "high"];

/** Going live from the phone: asks for camera and microphone first, and says why when refused. */
export function BroadcastPanel(props: BroadcastPanelProps) {
  const { t } = useI18n();
  const [isAllowed, setAllowed] = useState<boolean | null>(null);

  useEffect(() => {
    let isHere = true;
    const tell = (answer: boolean) => {
      if (isHere) setAllowed(answer);
    };
    requireNativeModule<Native>("Broadcaster")
      .requestPermissions()
      .then((answers) => {
        tell(Object.values(answers).every((one) => one.granted));
      })
      .catch(() => {
        tell(false);
      });
    return () => {
      isHere = false;
    };
  }, []);

  if (isAllowed === null) return <View style={styles.frame} />;
  if (isAllowed) return <Allowed {...props} />;
  return (
    <EmptyState title={t("broadcastPhone.refusedTitle")} body={t("broadcastPhone.refusedBody")}>
      <Button title={t("broadcastPhone.settings")} onPress={() => void Linking.openSettings()} />
    </EmptyState>
  );
}

function Allowed({ showId, onLive }: BroadcastPanelProps) {
  const { t, count } = useI18n();
  const encoder = useRef<BroadcasterHandle | null>(null);
  const [quality, setQuality] = useState<Quality>("medium");
  const [isMuted, setMuted] = useState(false);
  const [isLit, setLit] = useState(false);
  const { now, figures, error, start, end, onFact, onFigures } = usePhoneBroadcast(showId, encoder, onLive);
  const isRunning = isOn(now);
  const words = { low: t("broadcastPhone.low"), medium: t("broadcastPhone.medium"), high: t("broadcastPhone.high") };

  return (
    <DarkGround>
      <View style={styles.frame}>
        <BroadcasterView ref={encoder} quality={quality} onFact={onFact} onFigures={onFigures} style={StyleSheet.absoluteFill} />
        <View style={styles.top}>
          <Standing now={now} />
          {figures && now.at === "live" ? (
            <Text size="s" tabular>
              {t("broadcastPhone.rate", { kbps: count(Math.round(figures.bitsPerSecond / 1000)), fps: figures.framesPerSecond })}
            </Text>
          ) : null}
        </View>
        <View style={styles.bottom}>
          {now.at !== "failed" ? null : error !== null ? (
            <ErrorNotice error={error} />
          ) : (
            <Notice tone="signal" text={t(now.why === "refused" ? "broadcastPhone.refused" : "broadcastPhone.gaveUp")} />
          )}
          <View style={styles.row}>
            <Button kind="quiet" title={t("broadcastPhone.flip")} onPress={() => void encoder.current?.flip()} />
            <Button
              kind="quiet"
              title={t(isMuted ? "broadcastPhone.unmute" : "broadcastPhone.mute")}
              onPress={() => {
                setMuted(!isMuted);
                void encoder.current?.setMuted(!isMuted);
              }}
            />
            <Button
              kind="quiet"
              title={t(isLit ? "broadcastPhone.torchOff" : "broadcastPhone.torchOn")}
              onPress={() => {
                setLit(!isLit);
                void encoder.current?.setTorch(!isLit);
              }}
            />
          </View>
          {isRunning ? (
            <Button title={t("broadcastPhone.stop")} onPress={end} />
          ) : (
            <>
              <View style={styles.row} role="radiogroup" aria-label={t("broadcastPhone.quality")}>
                {QUALITIES.map((one) => (
                  <Button
                    key={one}
                    kind={one === quality ? "quiet" : "outline"}
                    icon={one === quality ? "check" : undefined}
                    title={words[one]}
                    onPress={() => {
                      setQuality(one);
                    }}
                  />
                ))}
              </View>
              <Button title={t("broadcastPhone.start")} onPress={start} />
              <Text size="s">{t("broadcastPhone.rules")}</Text>
            </>
          )}
        </View>
      </View>
    </DarkGround>
  );
}

function Standing({ now }: { now: Broadcast }) {
  const { t } = useI18n();
  switch (now.at) {
    case "starting":
      return <Badge tone="amber" text={t("broadcastPhone.starting")} />;
    case "waiting":
      return <Badge tone="amber" text={t("broadcastPhone.waiting")} />;
    case "paused":
      return <Badge tone="amber" text={t("broadcastPhone.paused")} />;
    case "live":
      return <Badge tone={now.isInterrupted ? "amber" : "jade"} text={t(now.isInterrupted ? "broadcastPhone.interrupted" : "broadcastPhone.live")} />;
    default:
      return <Badge tone="amber" text={t("broadcastPhone.preview")} />;
  }
}

const styles = StyleSheet.create({
  frame: { flex: 1, minHeight: 320, borderRadius: radius.m, overflow: "hidden", justifyContent: "space-between" },
  top: { flexDirection: "row", alignItems: "center", gap: space.m, padding: space.m },
  bottom: { gap: space.m, padding: space.m },
  row: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
});
