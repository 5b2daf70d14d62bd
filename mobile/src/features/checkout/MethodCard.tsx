import type { DeliveryKind, ShippingMethod } from "#/api/types";
import { Card } from "#/components/Card";
import { Options } from "#/components/Options";
import { useI18n } from "#/i18n/context";

type Props = { methods: readonly ShippingMethod[]; kind: DeliveryKind; onChange: (kind: DeliveryKind) => void };

/** How it reaches her and what that costs; not asked where there is one way and it costs nothing. */
export function MethodCard({ methods, kind, onChange }: Props) {
  const { t, money } = useI18n();
  const [only] = methods;
  if (methods.length === 0 || (methods.length === 1 && only?.kind === "home" && only.fee.amount_minor === 0)) return null;
  return (
    <Card title={t("delivery.how")}>
      <Options<DeliveryKind>
        label={t("delivery.how")}
        value={kind}
        options={methods.map((method) => ({
          value: method.kind,
          title: t(`delivery.${method.kind}`),
          body: method.free_from && method.fee.amount_minor > 0 ? t("delivery.freeFrom", { amount: money(method.free_from) }) : undefined,
          trailing: method.fee.amount_minor === 0 ? t("delivery.free") : money(method.fee),
        }))}
        onChange={onChange}
      />
    </Card>
  );
}
