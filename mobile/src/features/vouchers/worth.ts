/** What a voucher says of itself. Pure. */
import type { Money } from "#/api/types";
import type { I18n } from "#/i18n/context";

type Worth = { amount_off?: Money | null; percent_off: number; most_off?: Money | null };

/** "NT$50 off", "10% off, at most NT$100". */
export function worthText({ amount_off, percent_off, most_off }: Worth, { t, money }: Pick<I18n, "t" | "money">): string {
  if (amount_off) return t("vouchers.off", { amount: money(amount_off) });
  return most_off
    ? t("vouchers.percentMost", { percent: percent_off, amount: money(most_off) })
    : t("vouchers.percent", { percent: percent_off });
}
