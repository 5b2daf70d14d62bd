import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { useAddresses, useDeleteAddress } from "#/api/queries/addresses";
import { newKey } from "#/api/client";
import type { Address } from "#/api/types";
import { Badge, Button, EmptyState, ErrorState, Sheet, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { AddressForm } from "#/features/addresses/AddressForm";
import { useAddressWords } from "#/features/addresses/words";
import { SignedIn, Waiting } from "#/features/login/SignedIn";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** Where she lets things be sent: kept, changed, forgotten here. */
export function AddressesPage() {
  const { t } = useI18n();
  return (
    <Page title={t("delivery.addresses")} up="/account">
      <SignedIn returnTo="/addresses">
        <List />
      </SignedIn>
    </Page>
  );
}

function List() {
  const { t } = useI18n();
  const list = useAddresses();
  const [edited, setEdited] = useState<Address | "new" | null>(null);
  const [gone, setGone] = useState<Address | null>(null);
  const close = () => {
    setEdited(null);
  };
  const add = () => {
    setEdited("new");
  };
  return (
    <>
      {list.isPending ? <Waiting rows={2} /> : null}
      {list.isError ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data?.length === 0 ? (
        <EmptyState title={t("delivery.none")} body={t("delivery.noneBody")}>
          <Button icon="plus" title={t("delivery.add")} onPress={add} />
        </EmptyState>
      ) : null}
      {list.data?.map((address) => (
        <Row
          key={address.address_id}
          address={address}
          onEdit={() => {
            setEdited(address);
          }}
          onDelete={() => {
            setGone(address);
          }}
        />
      ))}
      {list.data && list.data.length > 0 ? <Button icon="plus" title={t("delivery.add")} onPress={add} /> : null}
      <Sheet title={t(edited === "new" ? "delivery.add" : "delivery.edit")} isOpen={edited !== null} onClose={close}>
        {edited === null ? null : <AddressForm key={edited === "new" ? "" : edited.address_id} address={edited === "new" ? null : edited} onDone={close} />}
      </Sheet>
      <Delete
        address={gone}
        onClose={() => {
          setGone(null);
        }}
      />
    </>
  );
}

function Row({ address, onEdit, onDelete }: { address: Address; onEdit: () => void; onDelete: () => void }) {
  const { t } = useI18n();
  const words = useAddressWords();
  const { name } = address.contact;
  return (
    <Card>
      <View style={styles.head}>
        <Text weight="medium" style={styles.grow}>
          {words.who(address)}
        </Text>
        {address.is_default ? <Badge tone="jade" text={t("delivery.default")} /> : null}
      </View>
      <Text>{words.where(address)}</Text>
      <View style={styles.ways}>
        <Button kind="outline" title={t("delivery.edit")} label={t("delivery.editNamed", { name })} onPress={onEdit} />
        <Button kind="outline" title={t("delivery.delete")} label={t("delivery.deleteNamed", { name })} onPress={onDelete} />
      </View>
    </Card>
  );
}

function Delete({ address, onClose }: { address: Address | null; onClose: () => void }) {
  const { t } = useI18n();
  const words = useAddressWords();
  const remove = useDeleteAddress();
  return (
    <Sheet title={t("delivery.deleteTitle")} isOpen={address !== null} onClose={onClose}>
      {address ? <Text>{words.where(address)}</Text> : null}
      <Text size="s" tone="quiet">
        {t("delivery.deleteBody")}
      </Text>
      {remove.isError ? <ErrorNotice error={remove.error} /> : null}
      <Button
        kind="outline"
        title={t("delivery.delete")}
        busy={remove.isPending}
        onPress={() => {
          // forgetting twice is forgetting: each press may have its own key
          if (address) remove.mutate({ key: newKey(), addressId: address.address_id }, { onSuccess: onClose });
        }}
      />
      <Button kind="quiet" title={t("delivery.keepIt")} onPress={onClose} />
    </Sheet>
  );
}

const styles = StyleSheet.create({
  head: { flexDirection: "row", alignItems: "center", gap: space.s },
  ways: { flexDirection: "row", gap: space.s },
  grow: { flex: 1 },
});
