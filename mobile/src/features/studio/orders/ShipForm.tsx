import { useState } from "react";
import { newKey } from "#/api/client";
import { useWork } from "#/api/queries/shop-orders";
import type { Order } from "#/api/types";
import { Button } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";
import { keep, recall } from "#/lib/storage";

/** A shop ships with the same carrier most days. */
const CARRIER = "studio.carrier";

export function ShipForm({ order }: { order: Order }) {
  const { t } = useI18n();
  const work = useWork(order);
  const [carrier, setCarrier] = useState(() => recall(CARRIER) ?? "");
  const [trackingNo, setTrackingNo] = useState("");
  // another parcel is another intention
  const [intent, setIntent] = useState({ of: "", key: "" });
  const ship = () => {
    const of = `${carrier}\n${trackingNo}`;
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    keep(CARRIER, carrier.trim());
    work.mutate({ verb: "ship", key, carrier: carrier.trim(), trackingNo: trackingNo.trim() });
  };
  return (
    <>
      <Field label={t("orders.carrier")} hint={t("fulfil.carrierHint")} value={carrier} onChange={setCarrier} maxLength={40} />
      <Field label={t("orders.tracking")} hint={t("fulfil.trackingHint")} value={trackingNo} onChange={setTrackingNo} maxLength={40} />
      {work.isError ? <ErrorNotice error={work.error} /> : null}
      <Button icon="send" title={t("fulfil.ship")} disabled={carrier.trim() === ""} busy={work.isPending} onPress={ship} />
    </>
  );
}
