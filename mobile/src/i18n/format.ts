/** Numbers, money and times as the locale writes them. */
import type { Money } from "#/api/types";
import { TAGS, type Locale } from "#/i18n/locales";

/** Digits of the minor unit: amounts count it (NT$1,688 is 168800), but TWD is shown without. */
export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
      .maximumFractionDigits ?? 2
  );
}

const made = new Map<string, Intl.NumberFormat>();

function moneyFormat(tag: string, currency: string, digits: number): Intl.NumberFormat {
  const name = `${tag}|${currency}|${String(digits)}`;
  let format = made.get(name);
  if (format === undefined) {
    format = new Intl.NumberFormat(tag, {
      style: "currency",
      currency,
      currencyDisplay: "symbol",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    made.set(name, format);
  }
  return format;
}

/** In zh-TW, locale data says `$`; among shops of several currencies it must be `NT$`. */
const SYMBOLS: Record<string, string> = { TWD: "NT$", THB: "฿" };

export function formatMoney(money: Money, locale: Locale): string {
  const scale = 10 ** minorDigits(money.currency_code);
  const amount = money.amount_minor / scale;
  const digits = money.currency_code === "TWD" || Number.isInteger(amount) ? 0 : Math.log10(scale);
  const symbol = SYMBOLS[money.currency_code];
  const parts = moneyFormat(TAGS[locale], money.currency_code, digits).formatToParts(amount);
  return parts
    .map((part) => (part.type === "currency" && symbol ? symbol : part.value))
    .join("");
}

export function formatCount(count: number, locale: Locale): string {
  return new Intl.NumberFormat(TAGS[locale], {
    notation: count >= 1000 ? "compact" : "standard",
    maximumFractionDigits: 1,
  }).format(count);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Relative under a day, else the local date with its weekday and the time. */
export function formatWhen(time: Date, now: number, locale: Locale): string {
  const apart = time.getTime() - now;
  const size = Math.abs(apart);
  if (size < DAY) {
    const relative = new Intl.RelativeTimeFormat(TAGS[locale], { numeric: "auto", style: "long" });
    if (size < MINUTE) return relative.format(0, "second");
    if (size < HOUR) return relative.format(Math.trunc(apart / MINUTE), "minute");
    return relative.format(Math.trunc(apart / HOUR), "hour");
  }
  return new Intl.DateTimeFormat(calendarTag(locale), {
    month: "short",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(time);
}

export function formatDateTime(time: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(calendarTag(locale), {
    dateStyle: "medium",
    timeStyle: "short",
  }).format(time);
}

/** A day of somebody's calendar, `2026-11-23`, with its weekday: the same wherever it is read. */
export function formatDay(day: string, locale: Locale): string {
  return new Intl.DateTimeFormat(calendarTag(locale), {
    month: "short",
    day: "numeric",
    weekday: "short",
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));
}

function calendarTag(locale: Locale): string {
  return locale === "en" ? "en-GB" : TAGS[locale];
}

/** `mm:ss`, with hours and days in front when there are any. */
export function formatCountdown(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, seconds] = [
    Math.floor(total / 3600),
    Math.floor((total % 3600) / 60),
    total % 60,
  ];
  return hours > 0
    ? `${String(hours)}:${two(minutes)}:${two(seconds)}`
    : `${two(minutes)}:${two(seconds)}`;
}
