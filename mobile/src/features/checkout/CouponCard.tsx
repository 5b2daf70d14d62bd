import { useState } from "react";
import { StyleSheet, View } from "react-native";
import type { Quote, Refusal } from "#/api/types";
import { Button, Text } from "#/components";
import { Card } from "#/components/Card";
import { Field } from "#/components/Field";
import { Notice } from "#/components/Notice";
import { refusalError } from "#/features/checkout/destination";
import { useI18n } from "#/i18n/context";
import { messageOf } from "#/i18n/reasons";
import { space } from "#/theme/tokens";

type Props = { code: string; quote: Quote | null; isAsking: boolean; onCode: (code: string) => void };

/** A code is asked about when she says so; the answer stands beneath it. */
export function CouponCard({ code, quote, isAsking, onCode }: Props) {
  const { t, money } = useI18n();
  const [typed, setTyped] = useState(code);
  const isAnswered = code !== "" && quote !== null && !isAsking;
  const refusal = isAnswered ? quote.coupon_refusal : null;
  const discount = isAnswered && refusal === null ? quote.price?.discount : undefined;
  return (
    <Card title={t("delivery.coupon")}>
      {discount ? (
        <View style={styles.row}>
          <Text tone="jade" role="status" style={styles.grow}>
            {t("delivery.couponTaken", { code: quote?.coupon_code ?? code, amount: money(discount) })}
          </Text>
          <Button
            kind="outline"
            title={t("delivery.couponRemove")}
            onPress={() => {
              setTyped("");
              onCode("");
            }}
          />
        </View>
      ) : (
        <View style={styles.row}>
          <View style={styles.grow}>
            <Field
              isNameless
              label={t("delivery.coupon")}
              value={typed}
              maxLength={40}
              enterKeyHint="done"
              onChange={(value) => {
                setTyped(value);
                if (code !== "") onCode("");
              }}
            />
          </View>
          <Button
            kind="quiet"
            title={t("delivery.couponApply")}
            disabled={typed.trim() === ""}
            busy={isAsking && code !== ""}
            onPress={() => {
              onCode(typed.trim());
            }}
          />
        </View>
      )}
      {refusal ? <Refused refusal={refusal} /> : null}
    </Card>
  );
}

/** With the amount or the time that is missing, where that is what is missing. */
function Refused({ refusal }: { refusal: Refusal }) {
  const i18n = useI18n();
  const { minimum_minor, currency_code, from } = refusal.metadata;
  const text =
    minimum_minor !== undefined && currency_code !== undefined
      ? i18n.t("delivery.couponMinimumOf", { amount: i18n.money({ currency_code, amount_minor: Number(minimum_minor) }) })
      : from !== undefined
        ? i18n.t("delivery.couponNotYetFrom", { when: i18n.dateTime(from) })
        : messageOf(refusalError(refusal), i18n);
  return <Notice isShown text={text} code={refusal.reason} />;
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.s },
  grow: { flex: 1 },
});
