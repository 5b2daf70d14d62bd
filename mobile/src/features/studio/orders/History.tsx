import { StyleSheet, View } from "react-native";
import type { Order } from "#/api/types";
import { Text } from "#/components";
import { Card } from "#/components/Card";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { space } from "#/theme/tokens";

const CAUSES: Partial<Record<string, MessageKey>> = {
  place: "fulfil.causePlace",
  extend: "fulfil.causeExtend",
  pay: "fulfil.causePay",
  pack: "fulfil.causePack",
  ship: "fulfil.causeShip",
  deliver: "fulfil.causeDeliver",
  complete: "fulfil.causeComplete",
  cancel: "fulfil.causeCancel",
  expire: "fulfil.causeExpire",
  refund: "fulfil.causeRefund",
};
const ACTORS: Partial<Record<string, MessageKey>> = {
  buyer: "fulfil.byBuyer",
  shop: "fulfil.byShop",
  system: "fulfil.bySystem",
};

/** What happened, by whom, and what they noted. */
export function History({ order }: { order: Order }) {
  const { t, dateTime } = useI18n();
  const said = (key: MessageKey | undefined, other: string) => (key === undefined ? other : t(key));
  return (
    <Card title={t("fulfil.history")}>
      <View role="list" style={styles.rows}>
        {order.history.map((change) => (
          <View role="listitem" key={change.version} style={styles.row}>
            <View style={styles.words}>
              <Text>{`${said(CAUSES[change.cause], change.cause)} · ${said(ACTORS[change.actor], change.actor)}`}</Text>
              {change.note ? (
                <Text size="s" tone="quiet">
                  {change.note}
                </Text>
              ) : null}
            </View>
            <Text size="s" tone="quiet" tabular>
              {dateTime(change.time)}
            </Text>
          </View>
        ))}
      </View>
    </Card>
  );
}

const styles = StyleSheet.create({
  rows: { gap: space.s },
  row: { flexDirection: "row", alignItems: "flex-start", gap: space.m },
  words: { flex: 1, minWidth: 0 },
});
