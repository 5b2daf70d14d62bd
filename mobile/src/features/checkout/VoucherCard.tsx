import { Pressable, StyleSheet, View } from "react-native";
import { useMyClaims } from "#/api/queries/claims";
import type { MyVoucher, Quote } from "#/api/types";
import { Text } from "#/components";
import { Card } from "#/components/Card";
import { ProofButton } from "#/features/claims/ProofButton";
import { worthText } from "#/features/vouchers/worth";
import { MoreWords, useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { TARGET, radius, space } from "#/theme/tokens";

type Props = { quote: Quote; onChoose: (code: string) => void };

/** Vouchers of hers in this shop: the best is chosen, another one or none with a tap. */
export function VoucherCard(props: Props) {
  return (
    <MoreWords of="vouchers" meanwhile={null}>
      <Choice {...props} />
    </MoreWords>
  );
}

function Choice({ quote, onChoose }: Props) {
  const { t, when } = useI18n();
  const claims = useMyClaims();
  const chosen = quote.vouchers.find((one) => one.code === quote.coupon_code);
  const taken = chosen ? (claims.data ?? []).find((one) => one.product_id === chosen.voucher_id) : undefined;
  return (
    <Card title={t("vouchers.mine")}>
      <View role="radiogroup" aria-label={t("vouchers.mine")} style={styles.list}>
        {quote.vouchers.map((one) => (
          <Row
            key={one.code}
            voucher={one}
            isOn={quote.coupon_code === one.code}
            onPress={() => {
              onChoose(one.code);
            }}
          />
        ))}
        <Row
          isOn={quote.coupon_code === ""}
          onPress={() => {
            onChoose("");
          }}
        />
      </View>
      {chosen && taken ? (
        <View style={styles.proof}>
          <ProofButton
            title={t("claims.receipt")}
            label={`${t("claims.receipt")}: ${taken.title}`}
            showId={taken.show_id}
            productId={taken.product_id}
            claim={taken}
            said={t("vouchers.yours", { place: taken.place, total: taken.total, time: when(chosen.until_time) })}
          />
        </View>
      ) : null}
    </Card>
  );
}

function Row({ voucher, isOn, onPress }: { voucher?: MyVoucher; isOn: boolean; onPress: () => void }) {
  const i18n = useI18n();
  const { t, money, when } = i18n;
  const { colors } = useTheme();
  const isRefused = voucher?.refusal != null;
  return (
    <Pressable
      role="radio"
      aria-checked={isOn}
      aria-disabled={isRefused}
      disabled={isRefused}
      onPress={onPress}
      style={[styles.row, { borderColor: isOn ? colors.lantern : colors.line }]}
    >
      <View style={styles.words}>
        <Text weight="medium" tone={isRefused ? "quiet" : "ink"}>
          {voucher ? worthText(voucher, i18n) : t("vouchers.none")}
        </Text>
        {voucher ? (
          <Text size="s" tone="quiet" tabular>
            {[
              ...(voucher.minimum.amount_minor > 0 ? [t("vouchers.needs", { amount: money(voucher.minimum) })] : []),
              t("vouchers.until", { time: when(voucher.until_time) }),
            ].join(" · ")}
          </Text>
        ) : null}
      </View>
      {voucher?.discount ? (
        <Text weight="medium" tone="jade" tabular>
          {t("vouchers.takesOff", { amount: money(voucher.discount) })}
        </Text>
      ) : null}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  list: { gap: space.s },
  proof: { alignItems: "flex-start" },
  row: { minHeight: TARGET, flexDirection: "row", alignItems: "center", gap: space.m, borderWidth: 2, borderRadius: radius.m, paddingHorizontal: space.m, paddingVertical: space.s },
  words: { flex: 1, minWidth: 0 },
});
