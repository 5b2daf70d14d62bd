import { useState } from "react";
import { Platform, Share, StyleSheet, View } from "react-native";
import { Button, Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

type Props = {
  label: string;
  value: string;
  /** Where it is shown in another shape than it is used in. */
  copied?: string;
  isLarge?: boolean;
};

/** A number that is needed elsewhere, with a way to take it along. */
export function CopyRow({ label, value, copied = value, isLarge = false }: Props) {
  const { t } = useI18n();
  const [said, setSaid] = useState<"ready" | "copied" | "refused">("ready");
  const copy = async () => {
    try {
      if (Platform.OS === "web") await navigator.clipboard.writeText(copied);
      else await Share.share({ message: copied });
      setSaid("copied");
    } catch {
      setSaid("refused"); // not for insecure pages; the number can be marked by hand
    }
  };
  return (
    <View style={isLarge ? styles.column : styles.row}>
      <View style={isLarge ? null : styles.words}>
        <Text size="s" tone="quiet">
          {label}
        </Text>
        <Text size={isLarge ? "l" : "m"} weight={isLarge ? "bold" : "medium"} tabular selectable>
          {value}
        </Text>
      </View>
      <Button
        kind="outline"
        icon={said === "copied" ? "check" : "copy"}
        title={t(said === "copied" ? "orders.copied" : said === "refused" ? "orders.copyByHand" : "orders.copy")}
        onPress={() => void copy()}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", flexWrap: "wrap", gap: space.m },
  column: { gap: space.s },
  words: { flex: 1, minWidth: 160 },
});
