/** Amounts that may be nothing, as typed. */
import type { Money } from "#/api/types";
import { countOf, minorOf } from "#/lib/typed";
import { minorDigits } from "#/i18n/format";

/** Empty and 0 are nothing; undefined when it is no amount of this currency. */
export function amountOf(typed: string, currency: string): Money | undefined {
  const text = typed.normalize("NFKC").trim();
  if (text === "" || /^0+(\.0+)?$/.test(text)) return { currency_code: currency, amount_minor: 0 };
  const minor = minorOf(text, currency);
  return minor === null ? undefined : { currency_code: currency, amount_minor: minor };
}

/** As she would type it. */
export function typedOf(money: Money | null | undefined): string {
  return money ? String(money.amount_minor / 10 ** minorDigits(money.currency_code)) : "";
}

/** Empty is no limit, 0; undefined when it is no limit. */
export function limitOf(typed: string): number | undefined {
  if (typed.trim() === "") return 0;
  const limit = countOf(typed);
  return limit === null || limit === 0 ? undefined : limit;
}
