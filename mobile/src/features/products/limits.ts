import type { PurchaseLimits } from "#/api/types";
import type { Translate } from "#/i18n/context";

/** How much one person may buy, as she reads it. */
export function limitWords({ per_person, per_show }: PurchaseLimits, t: Translate): string[] {
  return [
    ...(per_person === null ? [] : [t("cart.limit", { count: per_person })]),
    ...(per_show === null ? [] : [t("cart.limitShow", { count: per_show })]),
  ];
}
