import { Pressable, StyleSheet, ScrollView } from "react-native";
import { Text } from "#/components";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

type Props<V extends string> = {
  value: V;
  tabs: readonly { value: V; text: string }[];
  onChange: (value: V) => void;
};

/** One part at a time, all named. */
export function Tabs<V extends string>({ value, tabs, onChange }: Props<V>) {
  const { colors } = useTheme();
  return (
    <ScrollView
      horizontal
      role="tablist"
      showsHorizontalScrollIndicator={false}
      style={[styles.tabs, { borderColor: colors.line }]}
      contentContainerStyle={styles.row}
    >
      {tabs.map((one) => {
        const isOn = one.value === value;
        return (
          <Pressable
            key={one.value}
            role="tab"
            aria-selected={isOn}
            onPress={() => {
              onChange(one.value);
            }}
            style={[styles.tab, { borderColor: isOn ? colors.ink : "transparent" }]}
          >
            <Text weight={isOn ? "bold" : "normal"} tone={isOn ? "ink" : "quiet"} tabular numberOfLines={1}>
              {one.text}
            </Text>
          </Pressable>
        );
      })}
    </ScrollView>
  );
}

const styles = StyleSheet.create({
  tabs: { flexGrow: 0, flexShrink: 0, borderBottomWidth: 1 },
  row: { flexGrow: 1 },
  tab: { flexGrow: 1, minHeight: 52, alignItems: "center", justifyContent: "center", borderBottomWidth: 3, paddingHorizontal: space.s },
});
