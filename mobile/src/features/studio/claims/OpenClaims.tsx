import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useOpenClaims } from "#/api/queries/claim-desk";
import { Button, Text } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import type { Offer } from "#/features/show/offers";
import { countOf } from "#/lib/typed";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

const USUAL_MINUTES = 15;
const MOST_MINUTES = 10_080;

type Props = { showId: string; offer: Offer; keyword: string; isClosed: boolean };

/** The keyword, how many of each kind, and what holds; then open. */
export function OpenClaims({ showId, offer, keyword, isClosed }: Props) {
  const { t } = useI18n();
  const open = useOpenClaims(showId, offer.productId);
  const [typed, setTyped] = useState(keyword);
  const [units, setUnits] = useState(String(Math.min(offer.left, 10)));
  const [limit, setLimit] = useState("");
  const [minutes, setMinutes] = useState(String(USUAL_MINUTES));
  const [isTried, setTried] = useState(false);
  const [intent, setIntent] = useState({ of: "", key: "" });
  const count = countOf(units);
  const most = Math.min(...offer.variants.map((one) => one.left));
  const isGood = count !== null && count <= most;
  const perPerson = limit.trim() === "" ? 0 : countOf(limit);
  const pay = countOf(minutes);
  const send = () => {
    setTried(true);
    if (!isGood || perPerson === null || pay === null || pay < 1 || pay > MOST_MINUTES) return;
    // other figures are another intention
    const of = [typed, units, limit, minutes].join("|");
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    open.mutate(
      {
        key,
        keyword: typed.trim(),
        limit: perPerson,
        holdS: pay * 60,
        lots: offer.variants.map((one) => ({ variant_id: one.variantId, units: count })),
      },
      {
        onSuccess: () => {
          setIntent({ of: "", key: "" });
        },
      },
    );
  };
  return (
    <>
      {isClosed ? (
        <Text size="s" tone="quiet">
          {t("claimDesk.isClosed")}
        </Text>
      ) : null}
      <Field label={t("claimDesk.keyword")} hint={t("claimDesk.keywordHint")} value={typed} onChange={setTyped} maxLength={12} />
      <View style={styles.figures}>
        <View style={styles.figure}>
          <Field
            label={t("claimDesk.units")}
            wrong={isTried && !isGood ? t("claimDesk.unitsWrong", { count: most }) : undefined}
            value={units}
            onChange={setUnits}
            inputMode="numeric"
            maxLength={5}
          />
        </View>
        <View style={styles.figure}>
          <Field label={t("claimDesk.limit")} value={limit} onChange={setLimit} inputMode="numeric" maxLength={2} />
        </View>
        <View style={styles.figure}>
          <Field label={t("claimDesk.hold")} value={minutes} onChange={setMinutes} inputMode="numeric" maxLength={5} />
        </View>
      </View>
      {open.isError ? <ErrorNotice error={open.error} /> : null}
      <Button
        kind="outline"
        title={t("claimDesk.open")}
        label={t("claimDesk.openNamed", { title: offer.title })}
        busy={open.isPending}
        onPress={send}
      />
    </>
  );
}

const styles = StyleSheet.create({
  figures: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
  figure: { flexGrow: 1, flexBasis: 88, minWidth: 88 },
});
