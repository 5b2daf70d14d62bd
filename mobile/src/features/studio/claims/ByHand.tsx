import { useMemo, useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useAddClaim } from "#/api/queries/claim-desk";
import { Button, Sheet, Text } from "#/components";
import { Choice } from "#/components/Choice";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import type { LiveShow } from "#/features/studio/useLive";
import type { Offer } from "#/features/show/offers";
import { useI18n } from "#/i18n/context";
import { countOf } from "#/lib/typed";
import { useTalk } from "#/realtime/useRoom";
import { space } from "#/theme/tokens";

const SHOWN = 6;

/** A line for somebody who could not write it, or wrote it otherwise: behind all others, and after closing, too. */
export function ByHand({ live, offer }: { live: LiveShow; offer: Offer }) {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <View style={styles.button}>
      <Button
        kind="quiet"
        title={t("claimDesk.addByHand")}
        label={t("claimDesk.addByHandNamed", { title: offer.title })}
        onPress={() => {
          setOpen(true);
        }}
      />
      {isOpen ? <Form live={live} offer={offer} onClose={close} /> : null}
    </View>
  );
}

function Form({ live, offer, onClose }: { live: LiveShow; offer: Offer; onClose: () => void }) {
  const { t } = useI18n();
  const add = useAddClaim(live.show.show_id, offer.productId);
  const [key] = useState(newKey); // of one intention: the form is new each time
  const [sought, setSought] = useState("");
  const [userId, setUserId] = useState("");
  const [variantId, setVariantId] = useState(offer.variants[0]?.variantId ?? "");
  const [quantity, setQuantity] = useState("1");
  const people = useSpeakers(live, sought);
  const person = people.find((one) => one.value === userId);
  const count = countOf(quantity);
  const isGood = person !== undefined && count !== null && count > 0;
  return (
    <Sheet title={t("claimDesk.addByHand")} isOpen onClose={onClose}>
      <Field label={t("claimDesk.forWhom")} value={sought} onChange={setSought} maxLength={40} />
      {people.length > 0 ? (
        <Choice label={t("claimDesk.whoSpoke")} value={userId} options={people} onChange={setUserId} />
      ) : (
        <Text tone="quiet">{t("claimDesk.nobodySpoke")}</Text>
      )}
      {offer.variants.length > 1 ? (
        <Choice
          label={t("claimDesk.kind")}
          value={variantId}
          options={offer.variants.map((one) => ({ value: one.variantId, text: one.title }))}
          onChange={setVariantId}
        />
      ) : null}
      <Field label={t("claimDesk.units")} value={quantity} onChange={setQuantity} inputMode="numeric" maxLength={2} />
      {add.isError ? <ErrorNotice error={add.error} /> : null}
      <Button
        title={t("claimDesk.add")}
        disabled={!isGood}
        busy={add.isPending}
        onPress={() => {
          if (isGood) add.mutate({ key, variantId, userId, userName: person.text, quantity: count }, { onSuccess: onClose });
        }}
      />
    </Sheet>
  );
}

/** Who spoke last first; of many the name is typed. */
function useSpeakers(live: LiveShow, sought: string) {
  const { lines } = useTalk(live.talk);
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const line of lines) {
      if (line.kind !== "chat" || line.userId === live.me?.user_id) continue;
      names.delete(line.userId);
      names.set(line.userId, line.name);
    }
    return [...names]
      .reverse()
      .map(([value, text]) => ({ value, text }))
      .filter((one) => one.text.toLowerCase().includes(sought.trim().toLowerCase()))
      .slice(0, SHOWN);
  }, [lines, live.me, sought]);
}

const styles = StyleSheet.create({ button: { alignItems: "flex-start", marginTop: space.xs } });
