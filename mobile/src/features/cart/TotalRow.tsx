import { StyleSheet, View } from "react-native";
import type { Money } from "#/api/types";
import { Price, Text } from "#/components";
import { space } from "#/theme/tokens";

export function TotalRow({ label, money, isPart = false }: { label: string; money: Money; isPart?: boolean }) {
  return (
    <View style={styles.row}>
      <Text size={isPart ? "s" : "m"} tone={isPart ? "quiet" : "ink"} style={styles.label}>
        {label}
      </Text>
      <Price money={money} size={isPart ? "s" : "l"} weight={isPart ? "normal" : "bold"} />
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "baseline", gap: space.m },
  label: { flex: 1 },
});
