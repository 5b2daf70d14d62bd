import type { Money, PaymentMethod, Way } from "#/api/types";
import { Card } from "#/components/Card";
import { PayWays } from "#/features/checkout/PayWays";
import { MoreWords, useI18n } from "#/i18n/context";

type Props = { methods: readonly PaymentMethod[]; total: Money; way: Way | null; onChange: (way: Way) => void };

/** How she pays, chosen before the provider's page, which then does not ask again. */
export function WaysCard(props: Props) {
  return (
    <MoreWords of="paying" meanwhile={null}>
      <Titled {...props} />
    </MoreWords>
  );
}

function Titled(props: Props) {
  const { t } = useI18n();
  return (
    <Card title={t("paying.how")}>
      <PayWays {...props} />
    </Card>
  );
}
