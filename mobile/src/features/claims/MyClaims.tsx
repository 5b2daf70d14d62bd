import { useMyClaims } from "#/api/queries/claims";
import { Card } from "#/components/Card";
import { MyClaim } from "#/features/claims/MyClaim";
import { useI18n } from "#/i18n/context";

/** What she has claimed in this shop and not ordered yet, above her cart. */
export function MyClaims({ shopId, inCart }: { shopId: string; inCart: ReadonlySet<string> }) {
  const { t } = useI18n();
  const claims = useMyClaims();
  const open = (claims.data ?? []).filter(
    (one) => one.shop_id === shopId && (one.state === "waiting" || (one.state === "held" && !inCart.has(one.variant_id))),
  );
  if (open.length === 0) return null;
  return (
    <Card title={t("claims.title")}>
      {open.map((claim) => (
        <MyClaim key={claim.claim_id} claim={claim} total={claim.total} withTitle />
      ))}
    </Card>
  );
}
