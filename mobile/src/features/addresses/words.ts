import type { NewAddress, Store } from "#/api/types";
import { useI18n } from "#/i18n/context";

/** How an address is said in two lines. */
export function useAddressWords() {
  const { t } = useI18n();
  const atStore = ({ chain, name, code }: Store) => t("delivery.atStore", { chain: t(`delivery.${chain}`), name, code });
  return {
    atStore,
    who: ({ contact }: NewAddress) => `${contact.name} · ${contact.phone}`,
    where: ({ contact, delivery }: NewAddress) => (delivery.store ? atStore(delivery.store) : contact.address),
  };
}
