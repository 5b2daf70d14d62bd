import { View, StyleSheet } from "react-native";
import type { Money, PaymentMethod, Way } from "#/api/types";
import { Text } from "#/components";
import { Notice } from "#/components/Notice";
import { Options } from "#/components/Options";
import { WAY_MEANS, takes } from "#/features/checkout/ways";
import { WAY_NAMES } from "#/features/orders/money-lines";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

type Props = { methods: readonly PaymentMethod[]; total: Money; way: Way | null; onChange: (way: Way) => void };

/** One of the ways that take the amount; of the others it is said what they take. */
export function PayWays({ methods, total, way, onChange }: Props) {
  const { t, money } = useI18n();
  const fitting = methods.filter((one) => takes(one, total));
  const others = methods.filter((one) => !takes(one, total));
  return (
    <View style={styles.ways}>
      {fitting.length === 0 ? <Notice tone="signal" text={t("paying.none")} /> : null}
      <Options<Way>
        label={t("paying.how")}
        value={way}
        options={fitting.map(({ method }) => ({ value: method, title: t(WAY_NAMES[method]), body: t(WAY_MEANS[method]) }))}
        onChange={onChange}
      />
      {others.map(({ method, least, most }) => (
        <Text key={method} size="s" tone="quiet">
          {total.amount_minor < least.amount_minor
            ? t("paying.above", { way: t(WAY_NAMES[method]), amount: money(least) })
            : t("paying.upTo", { way: t(WAY_NAMES[method]), amount: money(most) })}
        </Text>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({ ways: { gap: space.s } });
