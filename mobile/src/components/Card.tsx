import type { ReactNode } from "react";
import { StyleSheet, View } from "react-native";
import { Text } from "#/components/Text";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

export function Card({ title, children }: { title?: string; children: ReactNode }) {
  const { colors } = useTheme();
  return (
    <View style={[styles.card, { backgroundColor: colors.surface, borderColor: colors.line }]}>
      {title ? (
        <Text weight="medium" heading={2}>
          {title}
        </Text>
      ) : null}
      {children}
    </View>
  );
}

const styles = StyleSheet.create({
  card: { borderRadius: radius.m, borderWidth: 1, padding: space.l, gap: space.m },
});
