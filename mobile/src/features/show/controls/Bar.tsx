import { Platform, StyleSheet, View } from "react-native";
import { IconButton, Text } from "#/components";
import type { IconName } from "#/components/Icon.paths";
import { LiveButton } from "#/features/show/controls/LiveButton";
import { Quality } from "#/features/show/controls/Quality";
import { Slider } from "#/features/show/controls/Slider";
import type { ControlsProps } from "#/features/show/controls/types";
import { clockOf } from "#/features/show/timeline";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

type Props = ControlsProps & { isMenuOpen: boolean; setMenuOpen: (is: boolean) => void };

/** A phone's live screen has sound and full screen in its top line already. */
export function Bar({ player, reading, refresh, sound, view, isLive, isWide, hasLow, onMute, onFull, onQuality, isMenuOpen, setMenuOpen }: Props) {
  const { t, tag } = useI18n();
  const isWeb = Platform.OS === "web";
  const hasAll = isWide || !isLive;
  const done = (act: (() => void) | undefined) => () => {
    act?.();
    refresh();
  };
  const button = (icon: IconName, label: string, onPress: () => void, pressed?: boolean) => (
    <IconButton icon={icon} label={label} over="picture" onPress={onPress} pressed={pressed} style={hasAll && styles.bare} />
  );
  const handle = player.current;
  const live = isLive ? <LiveButton behind={reading.behind} isPaused={reading.isPaused} onPress={done(() => handle?.toLive())} /> : null;
  const row = (
    <View style={styles.row}>
      {button(reading.isPaused ? "play" : "pause", t(reading.isPaused ? "player.play" : "player.pause"), done(() => handle?.toggle()))}
      {hasAll ? button(sound.isMuted ? "soundOff" : "soundOn", t(sound.isMuted ? "show.unmute" : "show.mute"), onMute) : null}
      {isWide && isWeb ? (
        <Slider
          label={t("player.volume")}
          value={sound.isMuted ? 0 : sound.volume}
          max={1}
          step={0.05}
          text={new Intl.NumberFormat(tag, { style: "percent" }).format(sound.isMuted ? 0 : sound.volume)}
          onChange={sound.setVolume}
          width={96}
        />
      ) : null}
      {isLive ? (
        hasAll ? live : null
      ) : (
        <Text size="s" tone="scrimInk" tabular numberOfLines={1} style={styles.time}>
          {`${clockOf(reading.position)} / ${clockOf(reading.duration)}`}
        </Text>
      )}
      <View style={styles.space} />
      <Quality
        reading={reading}
        isOpen={isMenuOpen}
        setOpen={setMenuOpen}
        isUp={hasAll}
        hasLow={hasLow}
        onChoose={(level, height) => {
          handle?.choose(level);
          onQuality(height);
          refresh();
        }}
      />
      {isWeb
        ? button("figures", t("player.figures"), () => {
            view.setFigures(!view.hasFigures);
          }, view.hasFigures)
        : null}
      {handle?.canPip() ? button("pip", t("player.pip"), done(() => { handle.togglePip(); }), reading.isInPip) : null}
      {isWide && !view.isFull ? (
        button("theatre", t("player.theatre"), () => {
          view.setTheatre(!view.isTheatre);
        }, view.isTheatre)
      ) : null}
      {hasAll && isWeb ? button(view.isFull ? "fullExit" : "full", t(view.isFull ? "player.fullExit" : "show.fullscreen"), onFull) : null}
    </View>
  );
  return (
    <View style={styles.rows}>
      {row}
      {hasAll ? null : live}
    </View>
  );
}

const styles = StyleSheet.create({
  rows: { gap: space.s, alignItems: "stretch", pointerEvents: "box-none" },
  row: { flexDirection: "row", alignItems: "center", gap: space.xs, pointerEvents: "box-none" },
  space: { flex: 1 },
  time: { paddingHorizontal: space.s },
  bare: { backgroundColor: "transparent" },
});
