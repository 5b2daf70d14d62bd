import { describe, expect, it } from "vitest";
import { formatCount, formatCountdown, formatMoney, formatWhen } from "#/i18n/format";
import { localeOf, pickLocale } from "#/i18n/locales";
import { standOf } from "#/features/show/phase";
import type { Show } from "#/api/types";

describe("money", () => {
  it.each(["zh_TW", "zh_CN", "th", "en", "ja"] as const)("%s: NT$ without decimals", (locale) => {
    expect(formatMoney({ currency_code: "TWD", amount_minor: 117000 }, locale).replace(/\s/g, "")).toBe("NT$1,170");
  });
  it("shows satang only when there are any", () => {
    expect(formatMoney({ currency_code: "THB", amount_minor: 39000 }, "th")).toContain("390");
    expect(formatMoney({ currency_code: "THB", amount_minor: 39000 }, "th")).not.toContain(".");
    expect(formatMoney({ currency_code: "THB", amount_minor: 39050 }, "th")).toContain("390.50");
  });
});

describe("numbers and times", () => {
  it("are written as the locale does", () => {
    expect(formatCount(12_000, "zh_TW")).toBe("1.2萬");
    expect(formatCount(1200, "en")).toBe("1.2K");
    expect(formatCountdown(65_000)).toBe("01:05");
    expect(formatCountdown(3_661_000)).toBe("1:01:01");
    expect(formatWhen(new Date(2 * 3_600_000), 0, "ja")).toBe("2 時間後");
  });
});

describe("locale", () => {
  it("is found from what browsers say", () => {
    expect(localeOf("zh-Hant-HK")).toBe("zh_TW");
    expect(localeOf("zh-CN")).toBe("zh_CN");
    expect(localeOf("zh_CN")).toBe("zh_CN");
    expect(pickLocale([null, "fr-FR", "th"])).toBe("th");
    expect(pickLocale(["fr"])).toBe("en");
  });
});

describe("where a show stands", () => {
  const show = (state: Show["state"], deadline: string | null = null) =>
    ({ state, resume_deadline: deadline }) as Show;
  it("is away until the deadline, then ended; the room tells first", () => {
    expect(standOf(show("ended", "1970-01-01T00:00:10Z"), null, 5_000)).toBe("away");
    expect(standOf(show("ended", "1970-01-01T00:00:10Z"), "ended", 11_000)).toBe("ended");
    expect(standOf(show("scheduled"), "live", 0)).toBe("live");
    expect(standOf(show("live"), "ended", 0)).toBe("away");
  });
});
