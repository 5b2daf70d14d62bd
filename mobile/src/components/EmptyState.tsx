import type { ReactNode } from "react";
import { StyleSheet, View } from "react-native";
import { Text } from "#/components/Text";
import { space } from "#/theme/tokens";

/** One sentence and at most one action. */
export function EmptyState({ title, body, children }: { title: string; body?: string; children?: ReactNode }) {
  return (
    <View style={styles.box}>
      <Text size="l" weight="medium" center heading={2}>
        {title}
      </Text>
      {body ? (
        <Text tone="quiet" center>
          {body}
        </Text>
      ) : null}
      {children}
    </View>
  );
}

const styles = StyleSheet.create({
  box: { alignItems: "center", justifyContent: "center", gap: space.m, padding: space.xl, maxWidth: 480, alignSelf: "center" },
});
