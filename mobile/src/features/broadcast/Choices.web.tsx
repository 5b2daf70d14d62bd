/** Which picture, which microphone, which quality; also while on air. */
import { StyleSheet, View } from "react-native";
import type { Capture, Setting } from "#/features/broadcast/capture";
import { Choice, type Option } from "#/features/broadcast/Choice.web";
import { canShareScreen, type Listed } from "#/features/broadcast/devices";
import { QUALITIES, isQuality, type Quality } from "#/features/broadcast/quality";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { space } from "#/theme/tokens";

const SCREEN = "screen";
const NONE = "none";
const QUALITY_WORDS: Record<Quality, MessageKey> = { "480p": "broadcast.q480", "720p": "broadcast.q720", "1080p": "broadcast.q1080" };

type Props = { capture: Capture; setting: Setting; onQuality: (quality: Quality) => void };

export function Choices({ capture, setting, onQuality }: Props) {
  const i18n = useI18n();
  const { source, choice, cameras, microphones, hasSound, isOpening } = setting;
  const named = (all: readonly Listed[], fallback: MessageKey): Option[] =>
    all.map((one, index) => ({ value: one.id, label: one.label || i18n.t(fallback, { number: index + 1 }) }));
  const current = (kind: "video" | "audio", remembered: string, all: readonly Listed[]) =>
    capture.stream.getTracks().find((track) => track.kind === kind)?.getSettings().deviceId ?? (remembered || (all[0]?.id ?? ""));

  const pictures = [...named(cameras, "broadcast.cameraNumber"), ...(canShareScreen() ? [{ value: SCREEN, label: i18n.t("broadcast.screen") }] : [])];
  const sounds = [...(hasSound ? [] : [{ value: NONE, label: i18n.t("broadcast.noMicrophone") }]), ...named(microphones, "broadcast.microphoneNumber")];
  return (
    <View style={styles.row}>
      <Choice
        label={i18n.t("broadcast.picture")}
        value={source === "screen" ? SCREEN : current("video", choice.camera, cameras)}
        options={pictures}
        disabled={isOpening}
        onChange={(value) => void (value === SCREEN ? capture.open("screen") : capture.chooseCamera(value))}
      />
      <Choice
        label={i18n.t("broadcast.microphone")}
        value={hasSound ? current("audio", choice.microphone, microphones) : NONE}
        options={sounds}
        disabled={isOpening}
        onChange={(value) => {
          if (value !== NONE) void capture.chooseMicrophone(value);
        }}
      />
      <Choice
        label={i18n.t("broadcast.quality")}
        value={choice.quality}
        options={QUALITIES.map((value) => ({ value, label: i18n.t(QUALITY_WORDS[value]) }))}
        onChange={(value) => {
          if (isQuality(value)) onQuality(value);
        }}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", flexWrap: "wrap", gap: space.m },
});
