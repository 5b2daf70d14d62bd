import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useDropVoucher } from "#/api/queries/vouchers";
import { Button } from "#/components";
import { Card } from "#/components/Card";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { Chips } from "#/features/studio/orders/Chips";
import { asked, type Typed } from "#/features/studio/vouchers/typed";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

type Name = Exclude<keyof Typed, "kind">;
const LENGTHS: Record<Name, number> = { amount: 9, percent: 3, most: 9, minimum: 9, units: 6, minutes: 2, days: 3, keyword: 12 };

/** What it is worth, to how many, how long; then it is in the room. */
export function DropVoucher({ showId, currency }: { showId: string; currency: string }) {
  const { t } = useI18n();
  const drop = useDropVoucher(showId);
  const [typed, setTyped] = useState<Typed>(() => ({
    kind: "amount",
    amount: "",
    percent: "",
    most: "",
    minimum: "",
    units: "50",
    minutes: "1",
    days: "7",
    keyword: t("vouchers.deskKeywordUsual"),
  }));
  const [isTried, setTried] = useState(false);
  const [intent, setIntent] = useState({ of: "", key: "" });
  const { voucher, wrong } = asked(typed, currency);
  const send = () => {
    setTried(true);
    if (voucher === null) return;
    // other figures are another intention
    const of = JSON.stringify(voucher);
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    drop.mutate(
      { key, voucher },
      {
        onSuccess: () => {
          setIntent({ of: "", key: "" });
          setTried(false);
        },
      },
    );
  };
  const field = (name: Name, label: string, says: string) => (
    <View style={styles.figure}>
      <Field
        label={label}
        wrong={isTried && wrong.has(name) ? says : undefined}
        value={typed[name]}
        onChange={(value) => {
          setTyped((before) => ({ ...before, [name]: value }));
        }}
        inputMode={name === "keyword" ? "text" : "numeric"}
        maxLength={LENGTHS[name]}
      />
    </View>
  );
  return (
    <Card title={t("vouchers.deskDrop")}>
      <Chips
        label={t("vouchers.deskKind")}
        value={typed.kind}
        options={[
          { value: "amount", text: t("vouchers.deskAmount") },
          { value: "percent", text: t("vouchers.deskPercent") },
        ]}
        onChange={(kind) => {
          setTyped((before) => ({ ...before, kind }));
        }}
      />
      <View style={styles.figures}>
        {typed.kind === "amount" ? (
          field("amount", t("vouchers.deskAmount"), t("vouchers.deskWrongAmount"))
        ) : (
          <>
            {field("percent", t("vouchers.deskPercent"), t("vouchers.deskWrongPercent"))}
            {field("most", t("vouchers.deskMost"), t("vouchers.deskWrongOptional"))}
          </>
        )}
        {field("minimum", t("vouchers.deskMinimum"), t("vouchers.deskWrongOptional"))}
        {field("units", t("vouchers.deskUnits"), t("vouchers.deskWrongUnits"))}
        {field("minutes", t("vouchers.deskMinutes"), t("vouchers.deskWrongMinutes"))}
        {field("days", t("vouchers.deskDays"), t("vouchers.deskWrongDays"))}
        {field("keyword", t("vouchers.deskKeyword"), "")}
      </View>
      {drop.isError ? <ErrorNotice error={drop.error} /> : null}
      <Button title={t("vouchers.deskDrop")} busy={drop.isPending} onPress={send} />
    </Card>
  );
}

const styles = StyleSheet.create({
  figures: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
  figure: { flexGrow: 1, flexBasis: "40%", minWidth: 96 },
});
