export const LOCALES = ["zh_TW", "zh_CN", "th", "en", "ja"] as const;
export type Locale = (typeof LOCALES)[number];

/** BCP 47, for Intl and the page's `lang`. */
export const TAGS: Record<Locale, string> = {
  zh_TW: "zh-Hant-TW",
  zh_CN: "zh-Hans-CN",
  th: "th-TH",
  en: "en",
  ja: "ja-JP",
};

/** Names as their speakers write them; the same in every locale. */
export const NAMES: Record<Locale, string> = {
  zh_TW: "繁體中文",
  zh_CN: "简体中文",
  th: "ไทย",
  en: "English",
  ja: "日本語",
};

/** The locale meant by a tag like `zh-Hant-HK`, `zh_CN` or `ja`; null when it is none of ours. */
export function localeOf(tag: string): Locale | null {
  const parts = tag.toLowerCase().split(/[-_]/);
  switch (parts[0]) {
    case "zh":
      return parts.includes("cn") || parts.includes("hans") || parts.includes("sg")
        ? "zh_CN"
        : "zh_TW";
    case "th":
      return "th";
    case "ja":
      return "ja";
    case "en":
      return "en";
    default:
      return null;
  }
}

export function pickLocale(wishes: readonly (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    const locale = wish ? localeOf(wish) : null;
    if (locale !== null) return locale;
  }
  return "en";
}
