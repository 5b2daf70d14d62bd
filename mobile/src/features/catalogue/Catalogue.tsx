import { Fragment } from "react";
import { ScrollView, StyleSheet, View, useWindowDimensions } from "react-native";
import { Text } from "#/components";
import { useEntries } from "#/features/catalogue/entries";
import { usePageTitle } from "#/lib/page-title";
import { Ground, useTheme } from "#/theme/context";
import { WIDE, space, type Scheme } from "#/theme/tokens";

const SCHEMES: Scheme[] = ["dark", "light"];
const NAME = "Catalogue";

/** Each component of ours in its states, in both schemes: beside each other where there is room. */
export function Catalogue() {
  const isWide = useWindowDimensions().width >= WIDE;
  usePageTitle(NAME);
  return (
    <ScrollView contentContainerStyle={isWide && styles.beside}>
      {SCHEMES.map((scheme) => (
        <Ground key={scheme} scheme={scheme}>
          <Column isFirst={scheme === SCHEMES[0]} />
        </Ground>
      ))}
    </ScrollView>
  );
}

function Column({ isFirst }: { isFirst: boolean }) {
  const { colors, scheme } = useTheme();
  const entries = useEntries();
  return (
    <View style={[styles.column, { backgroundColor: colors.ground }]}>
      <Text size="xl" weight="bold" heading={isFirst ? 1 : 2}>
        {`${NAME}: ${scheme}`}
      </Text>
      {entries.map(([name, states]) => (
        <View key={name} style={styles.entry}>
          <Text weight="medium" heading={isFirst ? 2 : 3}>
            {name}
          </Text>
          {states.map((state, index) => (
            <Fragment key={index}>{state}</Fragment>
          ))}
        </View>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  beside: { flexDirection: "row", alignItems: "stretch" },
  column: { flex: 1, padding: space.xl, gap: space.xl },
  entry: { gap: space.m },
});
