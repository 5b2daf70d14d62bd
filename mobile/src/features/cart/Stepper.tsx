import { StyleSheet, View } from "react-native";
import { IconButton, Text } from "#/components";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius } from "#/theme/tokens";

type Props = { title: string; quantity: number; most: number; onChange: (quantity: number) => void };

export function Stepper({ title, quantity, most, onChange }: Props) {
  const { t } = useI18n();
  const { colors } = useTheme();
  return (
    <View role="group" aria-label={t("cart.quantityOf", { title })} style={[styles.row, { borderColor: colors.line }]}>
      <IconButton
        icon="minus"
        label={t("cart.less")}
        disabled={quantity <= 1}
        onPress={() => {
          onChange(Math.min(quantity - 1, Math.max(most, 1)));
        }}
      />
      <Text tabular center weight="medium" aria-live="polite" style={styles.number}>
        {String(quantity)}
      </Text>
      <IconButton
        icon="plus"
        label={t("cart.more")}
        disabled={quantity >= most}
        onPress={() => {
          onChange(quantity + 1);
        }}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", borderWidth: 1, borderRadius: radius.pill },
  number: { minWidth: 32 },
});
