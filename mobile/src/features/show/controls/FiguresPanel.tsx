import { useEffect, useState, type RefObject } from "react";
import { StyleSheet, View } from "react-native";
import { IconButton, Text } from "#/components";
import { delayOf, rate, seconds } from "#/features/show/figures";
import type { Figures, PlayerHandle } from "#/features/show/player";
import { useOffset } from "#/features/show/useOffset";
import { useI18n } from "#/i18n/context";
import { radius, scrim, space } from "#/theme/tokens";

const EVERY_MS = 500;
const COPIED_MS = 1600;

type Props = { player: RefObject<PlayerHandle | null>; isLive: boolean; onClose: () => void };

/** For whoever wants to know how far behind the picture is, and why. */
export function FiguresPanel({ player, isLive, onClose }: Props) {
  const { t, tag } = useI18n();
  const offset = useOffset(isLive);
  const [read, setRead] = useState<{ figures: Figures; at: number } | null>(null);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    const look = () => {
      const figures = player.current?.figures() ?? null;
      setRead(figures && { figures, at: Date.now() });
    };
    const first = setTimeout(look, 0);
    const timer = setInterval(look, EVERY_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [player]);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, COPIED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isCopied]);
  if (read === null) return null;
  const { figures, at } = read;
  const numbers = new Intl.NumberFormat(tag);
  const rows: [string, string][] = [
    ...(isLive ? [[t("player.delay"), seconds(delayOf(figures.takenAt, at, offset))] as [string, string]] : []),
    [t("player.buffer"), seconds(figures.bufferS)],
    [t("player.bandwidth"), rate(figures.bandwidth)],
    [t("player.frames"), `${numbers.format(figures.dropped)} / ${numbers.format(figures.decoded)}`],
    [t("player.resolution"), figures.width > 0 ? `${String(figures.width)} × ${String(figures.height)}` : "–"],
    [t("player.protocol"), figures.protocol],
  ];
  const copy = () => {
    void navigator.clipboard.writeText(rows.map((row) => row.join(": ")).join("\n")).then(
      () => {
        setCopied(true);
      },
      () => undefined, // refused: the figures can still be read
    );
  };
  return (
    <View role="group" aria-label={t("player.figures")} style={styles.panel}>
      <View style={styles.rows}>
        {rows.map(([name, value]) => (
          <View key={name} style={styles.row}>
            <Text size="xs" tone="scrimQuiet" style={styles.name}>
              {name}
            </Text>
            <Text size="xs" weight="medium" tone="scrimInk" tabular>
              {value}
            </Text>
          </View>
        ))}
      </View>
      <View>
        <IconButton icon="close" label={t("player.figuresClose")} over="picture" onPress={onClose} style={styles.bare} />
        <IconButton icon={isCopied ? "check" : "copy"} label={t(isCopied ? "player.copied" : "player.copy")} over="picture" onPress={copy} style={styles.bare} />
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  panel: {
    alignSelf: "flex-start",
    flexDirection: "row",
    gap: space.s,
    maxWidth: "100%",
    paddingLeft: space.m,
    borderRadius: radius.m,
    backgroundColor: scrim.hard,
    pointerEvents: "auto",
  },
  rows: { paddingVertical: space.s, flexShrink: 1 },
  row: { flexDirection: "row", gap: space.m, justifyContent: "space-between" },
  name: { minWidth: 112 },
  bare: { backgroundColor: "transparent" },
});
