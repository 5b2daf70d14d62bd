import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useStartDeal } from "#/api/queries/deals";
import { Button } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import type { Offer } from "#/features/show/offers";
import { Chips } from "#/features/studio/orders/Chips";
import { useI18n } from "#/i18n/context";
import { countOf, minorOf } from "#/lib/typed";
import { space } from "#/theme/tokens";

const USUAL_MINUTES = 5;
const USUAL_UNITS = 10;
const MOST_MINUTES = 720;

/** Which kind, for how much, how many, how long and for whom; then it runs. */
export function StartDeal({ showId, offer }: { showId: string; offer: Offer }) {
  const { t, money } = useI18n();
  const start = useStartDeal(showId);
  const [kind, setKind] = useState("");
  const variant = offer.variants.find((one) => one.variantId === kind) ?? offer.variants[0];
  const [typed, setTyped] = useState("");
  const [units, setUnits] = useState(String(Math.min(variant?.left ?? 0, USUAL_UNITS)));
  const [minutes, setMinutes] = useState(String(USUAL_MINUTES));
  const [limit, setLimit] = useState("");
  const [isTried, setTried] = useState(false);
  const [intent, setIntent] = useState({ of: "", key: "" });
  if (!variant?.price) return null;
  const plain = variant.price;
  const price = minorOf(typed, plain.currency_code);
  const isPriced = price !== null && price < plain.amount_minor;
  const quantity = countOf(units);
  const isCounted = quantity !== null && quantity >= 1 && quantity <= variant.left;
  const runs = countOf(minutes);
  const isTimed = runs !== null && runs >= 1 && runs <= MOST_MINUTES;
  const perPerson = limit.trim() === "" ? 0 : countOf(limit);
  const isLimited = perPerson !== null && perPerson <= (quantity ?? 0);
  const send = () => {
    setTried(true);
    if (!isPriced || !isCounted || !isTimed || !isLimited) return;
    // other figures are another intention
    const of = [variant.variantId, typed, units, minutes, limit].join("|");
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    start.mutate(
      {
        key,
        variantId: variant.variantId,
        price: { ...plain, amount_minor: price },
        quantity,
        perPerson,
        seconds: runs * 60,
      },
      {
        onSuccess: () => {
          setIntent({ of: "", key: "" });
          setTried(false);
          setTyped("");
        },
      },
    );
  };
  const wrong = (isGood: boolean, text: string) => (isTried && !isGood ? text : undefined);
  return (
    <>
      {offer.variants.length > 1 ? (
        <Chips
          label={t("deals.deskKind")}
          value={variant.variantId}
          options={offer.variants.map((one) => ({ value: one.variantId, text: one.title }))}
          onChange={setKind}
        />
      ) : null}
      <View style={styles.figures}>
        <View style={styles.figure}>
          <Field
            label={t("deals.deskPrice")}
            hint={t("deals.deskPriceWrong", { price: money(plain) })}
            wrong={wrong(isPriced, t("deals.deskPriceWrong", { price: money(plain) }))}
            value={typed}
            onChange={setTyped}
            inputMode="decimal"
            maxLength={9}
          />
        </View>
        <View style={styles.figure}>
          <Field
            label={t("deals.deskUnits")}
            wrong={wrong(isCounted, t("deals.deskUnitsWrong", { count: variant.left }))}
            value={units}
            onChange={setUnits}
            inputMode="numeric"
            maxLength={6}
          />
        </View>
        <View style={styles.figure}>
          <Field
            label={t("deals.deskMinutes")}
            wrong={wrong(isTimed, t("deals.deskMinutesWrong"))}
            value={minutes}
            onChange={setMinutes}
            inputMode="numeric"
            maxLength={3}
          />
        </View>
        <View style={styles.figure}>
          <Field
            label={t("deals.deskLimit")}
            wrong={wrong(isLimited, t("deals.deskLimitWrong"))}
            value={limit}
            onChange={setLimit}
            inputMode="numeric"
            maxLength={4}
          />
        </View>
      </View>
      {start.isError ? <ErrorNotice error={start.error} /> : null}
      <Button
        kind="outline"
        title={t("deals.deskStart")}
        label={t("deals.deskStartNamed", { title: offer.title })}
        busy={start.isPending}
        disabled={variant.left < 1}
        onPress={send}
      />
    </>
  );
}

const styles = StyleSheet.create({
  figures: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
  figure: { flexGrow: 1, flexBasis: "40%", minWidth: 96 },
});
