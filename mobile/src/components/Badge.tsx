import { StyleSheet, View } from "react-native";
import { Text } from "#/components/Text";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Tone = "jade" | "amber" | "signal" | "quiet";

export function Badge({ text, tone = "quiet" }: { text: string; tone?: Tone }) {
  const { colors } = useTheme();
  return (
    <View style={[styles.badge, { borderColor: colors[tone] }]}>
      <Text size="xs" weight="medium" tone={tone} tabular numberOfLines={1}>
        {text}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  badge: { alignSelf: "flex-start", borderWidth: 1, borderRadius: radius.pill, paddingHorizontal: space.s },
});
