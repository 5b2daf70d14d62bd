/** Phones write numbers, plurals and times as browsers do: Hermes' gaps are filled. */
import IntlMessageFormat from "intl-messageformat";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { LOCALES, TAGS } from "#/i18n/locales";

const NOW = Date.UTC(2026, 10, 1, 12);
const TIMES = [20, 90, 3 * 60 * 60, -5 * 60].map((s) => new Date(NOW + s * 1000));
const SUMS = [
  { currency_code: "TWD", amount_minor: 168_800 },
  { currency_code: "THB", amount_minor: 12_950 },
];

async function everything(): Promise<Record<string, string[]>> {
  vi.resetModules(); // it keeps the formats that it made
  const { formatCount, formatMoney, formatWhen } = await import("#/i18n/format");
  return Object.fromEntries(
    LOCALES.map((locale) => [
      locale,
      [
        ...SUMS.map((sum) => formatMoney(sum, locale)),
        ...[7, 980, 12_345, 1_200_000].map((count) => formatCount(count, locale)),
        ...TIMES.map((time) => formatWhen(time, NOW, locale)),
        ...[1, 3].map((n) =>
          String(new IntlMessageFormat("{n, plural, one {one} other {# many}}", TAGS[locale]).format({ n })),
        ),
      ],
    ]),
  );
}

describe("Intl on a phone", () => {
  let browser: Record<string, string[]>;
  let phone: Record<string, string[]>;
  beforeAll(async () => {
    browser = await everything();
    const intl = Intl as unknown as Record<string, unknown>;
    for (const missing of ["PluralRules", "RelativeTimeFormat", "Locale", "NumberFormat"]) intl[missing] = undefined;
    const ofPhones = "../src/i18n/intl.ts"; // without its ending it is the browser's
    await import(ofPhones);
    phone = await everything();
  });

  it.each(LOCALES)("%s reads as in a browser", (locale) => {
    expect(phone[locale]).toEqual(browser[locale]);
  });
});
