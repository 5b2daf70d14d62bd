import { useState } from "react";
import { usePaymentMethods } from "#/api/queries/payments";
import type { Order, Way } from "#/api/types";
import { Button, ErrorState, Sheet, Text } from "#/components";
import { PayError } from "#/features/checkout/PayError";
import { PayWays } from "#/features/checkout/PayWays";
import { lastWay } from "#/features/checkout/remember";
import { chosenWay } from "#/features/checkout/ways";
import { Waiting } from "#/features/login/SignedIn";
import { MoreWords, useI18n } from "#/i18n/context";

type Props = {
  order: Order;
  /** How she began to pay, if she did. */
  before: Way | null;
  /** A code that she holds can still be paid, too. */
  hasCode: boolean;
  isBusy: boolean;
  error: unknown;
  onPay: (way: Way | null) => void;
  onClose: () => void;
};

/** The way to pay an order that stands: the first time, or another one. */
export function WaysSheet(props: Props) {
  return (
    <MoreWords of="paying" meanwhile={null}>
      <Open {...props} />
    </MoreWords>
  );
}

function Open({ order, before, hasCode, isBusy, error, onPay, onClose }: Props) {
  const { t, money } = useI18n();
  const methods = usePaymentMethods(order.total.currency_code);
  const [wish, setWish] = useState<Way | null>(null);
  const offered = methods.data ?? [];
  const way = chosenWay(offered, order.total, wish, before, lastWay());
  return (
    <Sheet title={t("paying.how")} isOpen onClose={onClose}>
      {methods.isPending ? (
        <Waiting />
      ) : methods.isError ? (
        <ErrorState error={methods.error} onRetry={() => void methods.refetch()} />
      ) : (
        <>
          {hasCode ? <Text size="s">{t("paying.oneWay")}</Text> : null}
          {offered.length === 0 ? null : <PayWays methods={offered} total={order.total} way={way} onChange={setWish} />}
          {error === null ? null : <PayError error={error} />}
          <Button
            title={t("checkout.pay", { total: money(order.total) })}
            disabled={offered.length > 0 && way === null}
            busy={isBusy}
            onPress={() => {
              onPay(way);
            }}
          />
        </>
      )}
    </Sheet>
  );
}
