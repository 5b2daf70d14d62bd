import { useState } from "react";
import { newKey } from "#/api/client";
import { useCloseClaims } from "#/api/queries/claim-desk";
import { Button, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";
import type { ListingEvent } from "#/realtime/frames";

/** What the host reads out, how far it is, and the end of it. */
export function RunningClaims({ showId, title, listing }: { showId: string; title: string; listing: ListingEvent }) {
  const { t } = useI18n();
  const close = useCloseClaims(showId, listing.product_id);
  const [key, setKey] = useState(newKey);
  const sum = (of: "units" | "free" | "waiting") => listing.lots.reduce((all, lot) => all + lot[of], 0);
  const waiting = sum("waiting");
  return (
    <>
      <Text size="l" weight="bold" tone="jade">
        {t("claimDesk.isOpen", { keyword: listing.keyword })}
      </Text>
      <Text tabular>
        {[
          t("claimDesk.taken", { count: sum("units") - sum("free"), total: sum("units") }),
          ...(waiting > 0 ? [t("claimDesk.waiting", { count: waiting })] : []),
        ].join(" · ")}
      </Text>
      {close.isError ? <ErrorNotice error={close.error} /> : null}
      <Button
        kind="outline"
        title={t("claimDesk.close")}
        label={t("claimDesk.closeNamed", { title })}
        busy={close.isPending}
        onPress={() => {
          close.mutate(
            { key },
            {
              onSuccess: () => {
                setKey(newKey());
              },
            },
          );
        }}
      />
    </>
  );
}
