import { useEffect, useRef } from "react";
import type { TextInput } from "react-native";
import type { StoreChain } from "#/api/types";
import { Field } from "#/components/Field";
import { fieldsOf, type Destination, type DestinationField } from "#/features/checkout/destination";
import type { ContactField } from "#/features/checkout/contact";
import { StoreChooser } from "#/features/checkout/stores";
import { useI18n } from "#/i18n/context";

type Props = {
  at: Destination;
  chains: readonly StoreChain[];
  wrong: readonly DestinationField[];
  /** Rises whenever a press was refused for what is wrong: the first such field gets the focus. */
  asked: number;
  onChange: (at: Destination) => void;
};

/** Who gets it, and where: an address, or a store. */
export function DestinationForm({ at, chains, wrong, asked, onChange }: Props) {
  const { t } = useI18n();
  const name = useRef<TextInput>(null);
  const phone = useRef<TextInput>(null);
  const address = useRef<TextInput>(null);
  const code = useRef<TextInput>(null);
  const storeName = useRef<TextInput>(null);
  const first = fieldsOf(at.kind).find((field) => wrong.includes(field));
  const said = useRef(asked);
  useEffect(() => {
    if (said.current === asked || first === undefined) return;
    said.current = asked;
    ({ name, phone, address, store_chain: code, store_code: code, store_name: storeName })[first].current?.focus();
  }, [asked, first]);
  const sayWrong = (field: DestinationField, text: string) => (wrong.includes(field) ? text : undefined);
  const set = (field: ContactField) => (value: string) => {
    onChange({ ...at, contact: { ...at.contact, [field]: value } });
  };
  const isStore = at.kind === "store";
  return (
    <>
      {isStore ? (
        <StoreChooser
          store={at.store}
          chains={chains}
          wrong={wrong}
          codeRef={code}
          nameRef={storeName}
          onChange={(store) => {
            onChange({ ...at, store });
          }}
        />
      ) : null}
      <Field
        ref={name}
        label={t("checkout.name")}
        hint={isStore ? t("delivery.collectHint") : undefined}
        value={at.contact.name}
        autoComplete="name"
        maxLength={80}
        enterKeyHint="next"
        wrong={sayWrong("name", t("checkout.nameWrong"))}
        onChange={set("name")}
      />
      <Field
        ref={phone}
        label={t("checkout.phone")}
        value={at.contact.phone}
        autoComplete="tel"
        inputMode="tel"
        maxLength={30}
        enterKeyHint="next"
        wrong={sayWrong("phone", t("checkout.phoneWrong"))}
        onChange={set("phone")}
      />
      {isStore ? null : (
        <Field
          ref={address}
          label={t("checkout.address")}
          value={at.contact.address}
          autoComplete="street-address"
          maxLength={300}
          multiline
          hint={t("checkout.addressHint")}
          wrong={sayWrong("address", t("checkout.addressWrong"))}
          onChange={set("address")}
        />
      )}
    </>
  );
}
