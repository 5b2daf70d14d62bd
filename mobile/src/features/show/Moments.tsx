import { Pressable, StyleSheet, View } from "react-native";
import { Icon, Text } from "#/components";
import { clockOf, type Mark } from "#/features/show/timeline";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { TARGET, radius, space } from "#/theme/tokens";

export type Replayed = { momentsOf: (productId: string) => Mark[]; onMoment: (mark: Mark) => void };

/** The marks of one product as a list: when it was held up, and there with one press. */
export function Moments({ title, moments, onMoment }: { title: string; moments: Mark[]; onMoment: (mark: Mark) => void }) {
  const { t } = useI18n();
  const { colors } = useTheme();
  if (moments.length === 0) return null;
  return (
    <View style={styles.row}>
      {moments.map((mark) => (
        <Pressable
          key={mark.at}
          role="button"
          aria-label={t("player.momentNamed", { title, at: clockOf(mark.at) })}
          onPress={() => {
            onMoment(mark);
          }}
          style={({ pressed }) => [styles.moment, { borderColor: colors.line, opacity: pressed ? 0.7 : 1 }]}
        >
          <Icon name="play" size={14} color={colors.jade} />
          <Text size="s" tabular>
            {t("player.moment", { at: clockOf(mark.at) })}
          </Text>
        </Pressable>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", flexWrap: "wrap", gap: space.s, paddingLeft: 84, paddingBottom: space.s },
  moment: {
    flexDirection: "row",
    alignItems: "center",
    gap: space.xs,
    minHeight: TARGET,
    paddingHorizontal: space.m,
    borderWidth: 1,
    borderRadius: radius.pill,
  },
});
