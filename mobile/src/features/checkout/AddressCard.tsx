import { useRouter } from "expo-router";
import type { Address, ShippingMethod } from "#/api/types";
import { Button } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { Options, Tick } from "#/components/Options";
import { useAddressWords } from "#/features/addresses/words";
import { DestinationForm } from "#/features/checkout/DestinationForm";
import type { Destination, DestinationField } from "#/features/checkout/destination";
import { useI18n } from "#/i18n/context";
import { useWays } from "#/lib/ways";

const ANOTHER = "another";

type Props = {
  at: Destination;
  /** Hers that this shop sends to, of the chosen way. */
  saved: readonly Address[];
  /** The one it goes to; null when it is written here. */
  chosen: Address | null;
  method: ShippingMethod | undefined;
  wrong: readonly DestinationField[];
  asked: number;
  isKept: boolean;
  keepError: unknown;
  onChoose: (addressId: string | null) => void;
  onChange: (at: Destination) => void;
  onKeep: (isKept: boolean) => void;
};

/** One of her addresses, or another one, which can be kept for the next time. */
export function AddressCard({ at, saved, chosen, method, wrong, asked, isKept, keepError, onChoose, onChange, onKeep }: Props) {
  const { t } = useI18n();
  const router = useRouter();
  const words = useAddressWords();
  const { over } = useWays();
  return (
    <Card title={t(at.kind === "store" ? "delivery.whoCollects" : "checkout.contact")}>
      {saved.length > 0 ? (
        <Options
          label={t("delivery.saved")}
          value={chosen?.address_id ?? ANOTHER}
          options={[
            ...saved.map((address) => ({
              value: address.address_id,
              title: words.who(address),
              body: words.where(address),
              note: address.is_default ? t("delivery.default") : undefined,
            })),
            { value: ANOTHER, title: t("delivery.another") },
          ]}
          onChange={(value) => {
            onChoose(value === ANOTHER ? null : value);
          }}
        />
      ) : null}
      {chosen === null ? (
        <>
          <DestinationForm at={at} chains={method?.chains ?? []} wrong={wrong} asked={asked} onChange={onChange} />
          <Tick label={t("delivery.save")} isOn={isKept} onChange={onKeep} />
        </>
      ) : null}
      {keepError ? <ErrorNotice error={keepError} /> : null}
      {saved.length > 0 && over === null ? (
        <Button
          kind="quiet"
          title={t("delivery.manage")}
          onPress={() => {
            router.push("/addresses");
          }}
        />
      ) : null}
    </Card>
  );
}
