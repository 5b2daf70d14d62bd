import { StyleSheet, View } from "react-native";
import type { Order, PayCode as Code } from "#/api/types";
import { Text } from "#/components";
import { CopyRow } from "#/features/orders/CopyRow";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

/** What she takes to her bank or to a shop's counter, and until when. */
export function PayCode({ order, code }: { order: Order; code: Code }) {
  const { t, money, dateTime } = useI18n();
  const { colors } = useTheme();
  const isAtm = code.kind === "atm";
  // "by 00:00" is read as the night after: the last moment that still counts is said
  const until = new Date(Date.parse(code.pay_until_time ?? order.pay_deadline) - 1000).toISOString();
  return (
    <View style={[styles.box, { backgroundColor: colors.raised }]}>
      <Text weight="bold" heading={3}>
        {t(isAtm ? "orders.codeAtm" : "orders.codeCvs")}
      </Text>
      {isAtm ? <Row label={t("orders.codeBank")} value={code.bank} /> : null}
      <CopyRow
        label={t(isAtm ? "orders.codeAccount" : "orders.codeNumber")}
        value={isAtm ? inFours(code.number) : code.number}
        copied={code.number}
        isLarge
      />
      <Row label={t("orders.codeAmount")} value={money(order.total)} />
      <Row label={t("orders.codeUntil")} value={dateTime(until)} />
      <Text size="s" tone="quiet">
        {t(isAtm ? "orders.codeAtmHow" : "orders.codeCvsHow")}
      </Text>
    </View>
  );
}

function Row({ label, value }: { label: string; value: string }) {
  return (
    <View>
      <Text size="s" tone="quiet">
        {label}
      </Text>
      <Text weight="medium" tabular selectable>
        {value}
      </Text>
    </View>
  );
}

/** As banks print it: nobody types sixteen digits in one go. */
function inFours(digits: string): string {
  return digits.replace(/(.{4})(?=.)/g, "$1 ");
}

const styles = StyleSheet.create({ box: { gap: space.m, padding: space.m, borderRadius: radius.m } });
