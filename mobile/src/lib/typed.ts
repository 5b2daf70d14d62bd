import { minorDigits } from "#/i18n/format";

/** "390" or "390.50" as typed, in minor units; null when it is no amount of this currency. */
export function minorOf(typed: string, currency: string): number | null {
  const text = typed.normalize("NFKC").replace(/[,\s]/g, "");
  if (!/^\d{1,8}(\.\d{1,2})?$/.test(text)) return null;
  const scale = 10 ** minorDigits(currency);
  const amount = Math.round(Number(text) * scale);
  // TWD has a minor unit, but nobody pays parts of a dollar
  if (currency === "TWD" && amount % scale !== 0) return null;
  return amount > 0 ? amount : null;
}

/** "12" as typed; null when it is no count. */
export function countOf(typed: string): number | null {
  const text = typed.normalize("NFKC").trim();
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}
