import type { Order } from "#/api/types";
import { Button, Text } from "#/components";
import { Card } from "#/components/Card";
import { PayError } from "#/features/checkout/PayError";
import { useI18n } from "#/i18n/context";
import { useWays } from "#/lib/ways";

/** The order stands. Either the browser is on its way to the provider, or that failed. */
export function Placed({ order, error, onPay }: { order: Order; error: unknown; onPay: () => void }) {
  const { t, money } = useI18n();
  const { toPayment } = useWays();
  return (
    <Card title={t("checkout.placed", { no: order.order_no })}>
      {error === null ? (
        <Text role="status">{t("checkout.leaving")}</Text>
      ) : (
        <>
          <Text>{t("checkout.placedUnpaid")}</Text>
          <PayError error={error} />
          <Button title={t("checkout.pay", { total: money(order.total) })} onPress={onPay} />
        </>
      )}
      <Button
        kind="quiet"
        title={t("orders.open")}
        onPress={() => {
          toPayment(order.order_id);
        }}
      />
    </Card>
  );
}
