import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useChangeStock } from "#/api/queries/stock";
import { useShopShows } from "#/api/queries/studio";
import type { Product, Show, Variant } from "#/api/types";
import { Button, Text } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { Waiting } from "#/features/login/SignedIn";
import { Choice } from "#/components/Choice";
import { countOf } from "#/lib/typed";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

type Props = { product: Product; variant: Variant; onDone: () => void };

/** How many only the buyers of one show can have. Shows that are over have given theirs back. */
export function AllocateForm({ product, variant, onDone }: Props) {
  const { t, when } = useI18n();
  const list = useShopShows(product.shop_id);
  const shows = (list.data?.pages.flatMap((page) => page.shows) ?? [])
    .filter((show) => show.state !== "ended")
    .sort((a, b) => Date.parse(a.schedule_time) - Date.parse(b.schedule_time));
  const [wishedId, setWishedId] = useState("");
  const chosen = shows.find((show) => show.show_id === wishedId) ?? shows[0];
  if (list.isPending) return <Waiting rows={2} />;
  if (chosen === undefined) return <Text tone="quiet">{t("stock.noShow")}</Text>;
  return (
    <>
      <Text size="s" tone="quiet">
        {t("stock.allocateBody")}
      </Text>
      <Choice
        label={t("stock.forShow")}
        value={chosen.show_id}
        options={shows.map((show) => ({ value: show.show_id, text: `${show.title} · ${when(show.schedule_time)}` }))}
        onChange={setWishedId}
      />
      <Share key={chosen.show_id} product={product} variant={variant} show={chosen} onDone={onDone} />
    </>
  );
}

function Share({ product, variant, show, onDone }: Props & { show: Show }) {
  const { t } = useI18n();
  const change = useChangeStock(product, variant.variant_id);
  const before = variant.stock.allocations.find((one) => one.show_id === show.show_id)?.quantity ?? 0;
  const most = variant.stock.on_hand + before;
  const [typed, setTyped] = useState(before > 0 ? String(before) : "");
  const [isTried, setTried] = useState(false);
  const [intent, setIntent] = useState({ of: -1, key: "" });
  const quantity = countOf(typed);
  const isGood = quantity !== null && quantity <= most;
  const send = (of: number) => {
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    change.mutate({ verb: "allocate", key, showId: show.show_id, quantity: of }, { onSuccess: onDone });
  };
  return (
    <>
      <Field
        label={t("stock.allocateCount")}
        hint={t("stock.allocateHint", { count: most })}
        wrong={isTried && !isGood ? t("stock.allocateWrong", { count: most }) : undefined}
        value={typed}
        onChange={setTyped}
        inputMode="numeric"
        maxLength={6}
      />
      {change.isError ? <ErrorNotice error={change.error} /> : null}
      <View style={styles.acts}>
        <Button
          title={t("stock.allocateYes")}
          busy={change.isPending}
          onPress={() => {
            setTried(true);
            if (isGood) send(quantity);
          }}
        />
        {before > 0 ? (
          <Button
            kind="outline"
            title={t("stock.giveBack")}
            disabled={change.isPending}
            onPress={() => {
              send(0);
            }}
          />
        ) : null}
      </View>
    </>
  );
}

const styles = StyleSheet.create({ acts: { gap: space.s } });
