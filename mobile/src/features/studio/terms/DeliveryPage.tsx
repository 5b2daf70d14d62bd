import { useState } from "react";
import { newKey } from "#/api/client";
import { useSetShipping, useShipping } from "#/api/queries/terms";
import { useShop } from "#/api/queries/shops";
import type { DeliveryKind, ShippingMethod } from "#/api/types";
import { Button, ErrorState, Text } from "#/components";
import { Card } from "#/components/Card";
import { Field } from "#/components/Field";
import { ErrorNotice, Notice } from "#/components/Notice";
import { Tick } from "#/components/Options";
import { Page } from "#/components/Page";
import { Waiting } from "#/features/login/SignedIn";
import { ALL_CHAINS, KINDS, draftOf, faultsOf, methodOf, type MethodDraft } from "#/features/studio/terms/methods";
import { useI18n } from "#/i18n/context";

/** How the shop sends, and what buyers pay for it. */
export function DeliveryPage({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const shop = useShop(shopId);
  const shipping = useShipping(shopId);
  const failed = [shop, shipping].find((one) => one.isError && one.data === undefined);
  return (
    <Page title={t("terms.delivery")} up={`/studio/shops/${shopId}`}>
      <Text size="s" tone="quiet">
        {t("terms.deliveryBody")}
      </Text>
      {failed ? <ErrorState error={failed.error} onRetry={() => void failed.refetch()} /> : null}
      {shop.data && shipping.data ? (
        <Methods shopId={shopId} currency={shop.data.currency_code} stored={shipping.data} />
      ) : failed ? null : (
        <Waiting rows={2} />
      )}
    </Page>
  );
}

type Drafts = Record<DeliveryKind, MethodDraft>;

function Methods({ shopId, currency, stored }: { shopId: string; currency: string; stored: readonly ShippingMethod[] }) {
  const { t } = useI18n();
  const set = useSetShipping(shopId);
  const [drafts, setDrafts] = useState<Drafts>(() => ({ home: draftOf("home", stored), store: draftOf("store", stored) }));
  const [isTried, setTried] = useState(false);
  // what is written now is the intention
  const [intent, setIntent] = useState({ of: "", key: "" });
  const kinds = currency === "TWD" ? KINDS : KINDS.filter((kind) => kind !== "store");
  const isNone = kinds.every((kind) => !drafts[kind].isOn);
  const send = () => {
    setTried(true);
    if (isNone || kinds.some((kind) => faultsOf(kind, drafts[kind], currency).length > 0)) return;
    const methods = kinds.flatMap((kind) => methodOf(kind, drafts[kind], currency));
    const of = JSON.stringify(methods);
    const key = intent.of === of ? intent.key : newKey();
    setIntent({ of, key });
    set.mutate({ key, methods });
  };
  return (
    <>
      {kinds.map((kind) => (
        <MethodForm
          key={kind}
          kind={kind}
          draft={drafts[kind]}
          currency={currency}
          isTried={isTried}
          onChange={(draft) => {
            setDrafts({ ...drafts, [kind]: draft });
            setIntent({ of: "", key: "" });
            if (!set.isPending) set.reset();
          }}
        />
      ))}
      {kinds.length < KINDS.length ? (
        <Text size="s" tone="quiet">
          {t("terms.onlyTaiwan")}
        </Text>
      ) : null}
      {isTried && isNone ? <Notice tone="signal" text={t("terms.oneWrong")} /> : null}
      {set.isError ? <ErrorNotice error={set.error} /> : null}
      {set.isSuccess ? <Notice isShown tone="jade" text={t("terms.savedNow")} /> : null}
      <Button icon="check" title={t("terms.save")} busy={set.isPending} onPress={send} />
    </>
  );
}

type FormProps = { kind: DeliveryKind; draft: MethodDraft; currency: string; isTried: boolean; onChange: (draft: MethodDraft) => void };

function MethodForm({ kind, draft, currency, isTried, onChange }: FormProps) {
  const { t } = useI18n();
  const faults = isTried ? faultsOf(kind, draft, currency) : [];
  return (
    <Card>
      <Tick
        label={t(`delivery.${kind}`)}
        isOn={draft.isOn}
        onChange={(isOn) => {
          onChange({ ...draft, isOn });
        }}
      />
      {draft.isOn ? (
        <>
          <Field
            label={t("terms.fee", { currency })}
            hint={t("terms.feeHint")}
            wrong={faults.includes("fee") ? t("terms.feeWrong") : undefined}
            value={draft.fee}
            inputMode="decimal"
            maxLength={10}
            onChange={(fee) => {
              onChange({ ...draft, fee });
            }}
          />
          <Field
            label={t("terms.freeFrom", { currency })}
            hint={t("terms.freeFromHint")}
            wrong={faults.includes("freeFrom") ? t("terms.feeWrong") : undefined}
            value={draft.freeFrom}
            inputMode="decimal"
            maxLength={10}
            onChange={(freeFrom) => {
              onChange({ ...draft, freeFrom });
            }}
          />
          {kind === "store" ? <Chains draft={draft} isWrong={faults.includes("chains")} onChange={onChange} /> : null}
        </>
      ) : null}
    </Card>
  );
}

function Chains({ draft, isWrong, onChange }: { draft: MethodDraft; isWrong: boolean; onChange: (draft: MethodDraft) => void }) {
  const { t } = useI18n();
  return (
    <>
      <Text size="s" weight="medium">
        {t("terms.chains")}
      </Text>
      {ALL_CHAINS.map((chain) => (
        <Tick
          key={chain}
          label={t(`delivery.${chain}`)}
          isOn={draft.chains.includes(chain)}
          onChange={(isOn) => {
            onChange({ ...draft, chains: ALL_CHAINS.filter((one) => (one === chain ? isOn : draft.chains.includes(one))) });
          }}
        />
      ))}
      {isWrong ? (
        <Text size="s" tone="signal" role="alert">
          {t("terms.chainsWrong")}
        </Text>
      ) : null}
    </>
  );
}
