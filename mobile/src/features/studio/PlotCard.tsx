import { useState, type ReactNode } from "react";
import { ScrollView, StyleSheet, View } from "react-native";
import { Button, Text } from "#/components";
import { Card } from "#/components/Card";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

type Props = {
  title: string;
  /** The same figures as words: when, of what if there are several, how many. */
  rows: { key: string; cells: string[] }[];
  /** The drawing's two ends, in words. */
  from: string;
  to: string;
  /** How high a table may grow before it scrolls. */
  height: number;
  children: ReactNode;
};

/** A drawing over the minutes of the show, which can be read as a table too. */
export function PlotCard({ title, rows, from, to, height, children }: Props) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const [isTable, setTable] = useState(false);
  const words = t(isTable ? "studio.asPlot" : "studio.asTable");
  return (
    <Card title={title}>
      {isTable ? (
        <ScrollView style={{ maxHeight: height }}>
          <View role="table" aria-label={title}>
            {rows.map(({ key, cells }) => (
              <View key={key} role="row" style={[styles.row, { borderColor: colors.line }]}>
                {cells.map((cell, index) => {
                  const isFigure = index === cells.length - 1;
                  const isName = index > 0 && !isFigure;
                  return (
                    <Text
                      key={index}
                      size="s"
                      role="cell"
                      tabular={!isName}
                      tone={isFigure || isName ? "ink" : "quiet"}
                      weight={isFigure ? "medium" : "normal"}
                      style={isName ? styles.name : null}
                    >
                      {cell}
                    </Text>
                  );
                })}
              </View>
            ))}
          </View>
        </ScrollView>
      ) : (
        <View>
          {children}
          <View style={styles.ends}>
            <Text size="xs" tone="quiet" tabular>
              {from}
            </Text>
            <Text size="xs" tone="quiet" tabular>
              {to}
            </Text>
          </View>
        </View>
      )}
      <Button
        kind="quiet"
        title={words}
        label={`${words}: ${title}`}
        onPress={() => {
          setTable((is) => !is);
        }}
      />
    </Card>
  );
}

const styles = StyleSheet.create({
  ends: { flexDirection: "row", justifyContent: "space-between" },
  row: { flexDirection: "row", justifyContent: "space-between", gap: space.m, borderBottomWidth: 1, paddingVertical: space.xs },
  name: { flex: 1, minWidth: 0 },
});
