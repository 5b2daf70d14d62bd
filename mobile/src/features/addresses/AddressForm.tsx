import { useState } from "react";
import { useSaveAddress } from "#/api/queries/addresses";
import { newKey } from "#/api/client";
import type { Address, DeliveryKind } from "#/api/types";
import { Button } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { Options, Tick } from "#/components/Options";
import { DestinationForm } from "#/features/checkout/DestinationForm";
import { CHAINS, NOWHERE, deliveryOf, destinationOf, tidyDestination, wrongIn, type DestinationField } from "#/features/checkout/destination";
import { useI18n } from "#/i18n/context";

const KINDS: readonly DeliveryKind[] = ["home", "store"];

/** A new address, or one as it shall be. */
export function AddressForm({ address, onDone }: { address: Address | null; onDone: () => void }) {
  const { t } = useI18n();
  const save = useSaveAddress();
  const [at, setAt] = useState(() => (address ? destinationOf(address) : NOWHERE));
  const [isDefault, setDefault] = useState(address?.is_default ?? false);
  const [wrong, setWrong] = useState<DestinationField[]>([]);
  const [asked, setAsked] = useState(0);
  // another content is another intention
  const [intent, setIntent] = useState({ of: "", key: "" });
  const send = () => {
    const tidied = tidyDestination(at);
    const isWrong = wrongIn(tidied);
    setWrong(isWrong);
    if (isWrong.length > 0) {
      setAsked((before) => before + 1);
      return;
    }
    const body = { contact: tidied.contact, delivery: deliveryOf(tidied), is_default: isDefault };
    const of = JSON.stringify(body);
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    save.mutate({ key, addressId: address?.address_id ?? "", address: body }, { onSuccess: onDone });
  };
  return (
    <>
      <Options<DeliveryKind>
        label={t("delivery.how")}
        value={at.kind}
        options={KINDS.map((kind) => ({ value: kind, title: t(`delivery.${kind}`) }))}
        onChange={(kind) => {
          setAt({ ...at, kind });
          setWrong([]);
        }}
      />
      <DestinationForm
        at={at}
        chains={CHAINS}
        wrong={wrong}
        asked={asked}
        onChange={(changed) => {
          setAt(changed);
          setWrong([]);
        }}
      />
      {address?.is_default ? null : <Tick label={t("delivery.makeDefault")} isOn={isDefault} onChange={setDefault} />}
      {save.isError ? <ErrorNotice error={save.error} /> : null}
      <Button icon="check" title={t("delivery.saveYes")} busy={save.isPending} onPress={send} />
    </>
  );
}
