import { useEffect } from "react";
import { Platform, Pressable, StyleSheet, View } from "react-native";
import { Icon, Text } from "#/components";
import { setLatency, useLatency } from "#/features/show/order";
import { AUTO, type Reading } from "#/features/show/player";
import { choicesOf, nameOf } from "#/features/show/quality";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { TARGET, radius, scrim, space } from "#/theme/tokens";

type Props = {
  reading: Reading;
  isOpen: boolean;
  setOpen: (is: boolean) => void;
  /** The list opens upwards. */
  isUp: boolean;
  hasLow: boolean;
  onChoose: (level: number, height: number) => void;
};

/** One quality is told, several are offered; and less delay, where there is a way. */
export function Quality({ reading, isOpen, setOpen, isUp, hasLow, onChoose }: Props) {
  const { t } = useI18n();
  const { levels, chosen, height, frameRate } = reading;
  const latency = useLatency();
  useEffect(() => {
    if (!isOpen || Platform.OS !== "web") return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape") setOpen(false);
    };
    window.addEventListener("keydown", pressed);
    return () => {
      window.removeEventListener("keydown", pressed);
    };
  }, [isOpen, setOpen]);

  if (height === 0) return null;
  const source = t("player.source", { quality: nameOf(height, frameRate) });
  if (levels.length < 2 && !hasLow) {
    return (
      <View style={styles.told}>
        <Text size="s" tone="scrimInk" tabular numberOfLines={1}>
          {source}
        </Text>
      </View>
    );
  }
  const choices = choicesOf(levels);
  const name = choices.find(({ level }) => level === chosen)?.name;
  const now = levels.length < 2 ? source : (name ?? t("player.autoWith", { quality: nameOf(height, frameRate) }));
  const items = levels.length < 2 ? [] : [{ level: AUTO, name: t("player.auto") }, ...choices];
  return (
    <View>
      <Pressable
        role="button"
        aria-label={t("player.quality", { quality: now })}
        aria-expanded={isOpen}
        onPress={() => {
          setOpen(!isOpen);
        }}
        style={({ pressed }) => [styles.pill, { opacity: pressed ? 0.8 : 1 }]}
      >
        <Text size="s" weight="medium" tone="scrimInk" tabular numberOfLines={1}>
          {now}
        </Text>
      </Pressable>
      {isOpen ? (
        <View style={[styles.list, isUp ? styles.up : styles.down]}>
          {items.length > 0 ? (
            <View role="radiogroup" aria-label={t("player.qualities")}>
              {items.map((item) => (
                <Item
                  key={item.level}
                  name={item.name}
                  isOn={item.level === chosen}
                  onPress={() => {
                    onChoose(item.level, item.level === AUTO ? 0 : (levels[item.level]?.height ?? 0));
                    setOpen(false);
                  }}
                />
              ))}
            </View>
          ) : null}
          {hasLow ? (
            <Item
              role="switch"
              name={t("player.lowDelay")}
              isOn={latency === "low"}
              onPress={() => {
                setLatency(latency === "low" ? "normal" : "low");
                setOpen(false);
              }}
            />
          ) : null}
        </View>
      ) : null}
    </View>
  );
}

type ItemProps = { name: string; isOn: boolean; onPress: () => void; role?: "radio" | "switch" };

function Item({ name, isOn, onPress, role = "radio" }: ItemProps) {
  const { colors } = useTheme();
  return (
    <Pressable
      role={role}
      aria-checked={isOn}
      onPress={onPress}
      style={({ pressed }) => [styles.item, pressed && { backgroundColor: colors.raised }]}
    >
      <View style={styles.tick}>{isOn ? <Icon name="check" size={20} color={colors.jade} /> : null}</View>
      <Text size="s" tone="scrimInk" tabular numberOfLines={1}>
        {name}
      </Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  told: { minHeight: TARGET, justifyContent: "center", paddingHorizontal: space.m, borderRadius: radius.pill, backgroundColor: scrim.soft },
  pill: { minHeight: TARGET, minWidth: TARGET, justifyContent: "center", alignItems: "center", paddingHorizontal: space.m, borderRadius: radius.pill, backgroundColor: scrim.soft },
  list: { position: "absolute", right: 0, minWidth: 168, paddingVertical: space.xs, borderRadius: radius.m, backgroundColor: "#1A1820", zIndex: 4 },
  up: { bottom: TARGET + space.xs },
  down: { top: TARGET + space.xs },
  item: { flexDirection: "row", alignItems: "center", gap: space.s, minHeight: TARGET, paddingHorizontal: space.m },
  tick: { width: 20 },
});
