/** One chunk per locale: a person downloads hers only. */
import type en from "#/i18n/messages/en";
import type account from "#/i18n/messages/en/account.json";
import type deals from "#/i18n/messages/en/deals.json";
import type paying from "#/i18n/messages/en/paying.json";
import type vouchers from "#/i18n/messages/en/vouchers.json";
import type studioWords from "#/i18n/messages/en/studioWords";
import type { Locale } from "#/i18n/locales";

type Parts = { account: typeof account; deals: typeof deals; paying: typeof paying; vouchers: typeof vouchers };
type Source = typeof en & typeof studioWords & Parts;
export type MessageKey = { [N in keyof Source]: `${N}.${keyof Source[N] & string}` }[keyof Source];
export type Messages = Partial<Record<keyof Source, Record<string, string>>>;
type Loaders = Record<Locale, () => Promise<Messages>>;

const whole = (chunk: { default: Messages }) => chunk.default;

const BASE: Loaders = {
  zh_TW: () => import("#/i18n/messages/zh_TW").then(whole),
  zh_CN: () => import("#/i18n/messages/zh_CN").then(whole),
  th: () => import("#/i18n/messages/th").then(whole),
  en: () => import("#/i18n/messages/en").then(whole),
  ja: () => import("#/i18n/messages/ja").then(whole),
};
const ACCOUNT: Loaders = {
  zh_TW: () => import("#/i18n/messages/zh_TW/account.json").then((chunk) => ({ account: chunk.default })),
  zh_CN: () => import("#/i18n/messages/zh_CN/account.json").then((chunk) => ({ account: chunk.default })),
  th: () => import("#/i18n/messages/th/account.json").then((chunk) => ({ account: chunk.default })),
  en: () => import("#/i18n/messages/en/account.json").then((chunk) => ({ account: chunk.default })),
  ja: () => import("#/i18n/messages/ja/account.json").then((chunk) => ({ account: chunk.default })),
};
const DEALS: Loaders = {
  zh_TW: () => import("#/i18n/messages/zh_TW/deals.json").then((chunk) => ({ deals: chunk.default })),
  zh_CN: () => import("#/i18n/messages/zh_CN/deals.json").then((chunk) => ({ deals: chunk.default })),
  th: () => import("#/i18n/messages/th/deals.json").then((chunk) => ({ deals: chunk.default })),
  en: () => import("#/i18n/messages/en/deals.json").then((chunk) => ({ deals: chunk.default })),
  ja: () => import("#/i18n/messages/ja/deals.json").then((chunk) => ({ deals: chunk.default })),
};
const PAYING: Loaders = {
  zh_TW: () => import("#/i18n/messages/zh_TW/paying.json").then((chunk) => ({ paying: chunk.default })),
  zh_CN: () => import("#/i18n/messages/zh_CN/paying.json").then((chunk) => ({ paying: chunk.default })),
  th: () => import("#/i18n/messages/th/paying.json").then((chunk) => ({ paying: chunk.default })),
  en: () => import("#/i18n/messages/en/paying.json").then((chunk) => ({ paying: chunk.default })),
  ja: () => import("#/i18n/messages/ja/paying.json").then((chunk) => ({ paying: chunk.default })),
};
const VOUCHERS: Loaders = {
  zh_TW: () => import("#/i18n/messages/zh_TW/vouchers.json").then((chunk) => ({ vouchers: chunk.default })),
  zh_CN: () => import("#/i18n/messages/zh_CN/vouchers.json").then((chunk) => ({ vouchers: chunk.default })),
  th: () => import("#/i18n/messages/th/vouchers.json").then((chunk) => ({ vouchers: chunk.default })),
  en: () => import("#/i18n/messages/en/vouchers.json").then((chunk) => ({ vouchers: chunk.default })),
  ja: () => import("#/i18n/messages/ja/vouchers.json").then((chunk) => ({ vouchers: chunk.default })),
};
const STUDIO: Loaders = {
  zh_TW: () => import("#/i18n/messages/zh_TW/studioWords").then(whole),
  zh_CN: () => import("#/i18n/messages/zh_CN/studioWords").then(whole),
  th: () => import("#/i18n/messages/th/studioWords").then(whole),
  en: () => import("#/i18n/messages/en/studioWords").then(whole),
  ja: () => import("#/i18n/messages/ja/studioWords").then(whole),
};

/** What most people never open has words of its own: they come with it, not with the first page. */
const PARTS = {
  base: [BASE],
  account: [ACCOUNT],
  deals: [DEALS],
  paying: [PAYING],
  vouchers: [VOUCHERS],
  studio: [STUDIO, DEALS, VOUCHERS],
};
export type WordsPart = keyof typeof PARTS;

export async function loadMessages(part: WordsPart, locale: Locale): Promise<Messages> {
  const loaded = await Promise.all(PARTS[part].map((loaders) => loaders[locale]()));
  return Object.assign({}, ...loaded) as Messages;
}
