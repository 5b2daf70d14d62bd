import { useMyClaims } from "#/api/queries/claims";
import { Card } from "#/components/Card";
import { Receipt } from "#/features/claims/Receipt";
import { useI18n } from "#/i18n/context";

/** Claims that this order was made of, each with its receipt. */
export function OrderReceipts({ orderId }: { orderId: string }) {
  const { t } = useI18n();
  const claims = useMyClaims();
  const own = (claims.data ?? []).filter((one) => one.order_id === orderId);
  if (own.length === 0) return null;
  return (
    <Card title={t("claims.title")}>
      {own.map((claim) => (
        <Receipt key={claim.claim_id} claim={claim} withTitle />
      ))}
    </Card>
  );
}
