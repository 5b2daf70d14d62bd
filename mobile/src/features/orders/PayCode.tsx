import { StyleSheet, View } from "react-native";
import type { Order, PayCode as Code } from "#/api/types";
import { Text } from "#/components";
import { CopyRow } from "#/features/orders/CopyRow";
import { lastMoment } from "#/features/orders/money-lines";
import { MoreWords, useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = { order: Order; code: Code };

/** What she takes to her bank or to a shop's counter, and until when. */
export function PayCode(props: Props) {
  return (
    <MoreWords of="paying" meanwhile={null}>
      <Shown {...props} />
    </MoreWords>
  );
}

function Shown({ order, code }: Props) {
  const { t, money, dateTime } = useI18n();
  const { colors } = useTheme();
  const isAtm = code.kind === "atm";
  const until = lastMoment(code.pay_until_time ?? order.pay_deadline);
  return (
    <View style={[styles.box, { backgroundColor: colors.raised }]}>
      <Text weight="bold" heading={3}>
        {t(isAtm ? "orders.codeAtm" : "orders.codeCvs")}
      </Text>
      {isAtm ? <Row label={t("paying.codeBank")} value={code.bank} /> : null}
      <CopyRow
        label={t(isAtm ? "paying.codeAccount" : "paying.codeNumber")}
        value={isAtm ? inFours(code.number) : code.number}
        copied={code.number}
        isLarge
      />
      <Row label={t("paying.codeAmount")} value={money(order.total)} />
      <Row label={t("paying.codeUntil")} value={dateTime(until)} />
      <Text size="s" tone="quiet">
        {t(isAtm ? "paying.codeAtmHow" : "paying.codeCvsHow")}
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
