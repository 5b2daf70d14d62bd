/** One chunk per locale: a person downloads hers only. */
import type en from "#/i18n/messages/en";
import type account from "#/i18n/messages/en/account.json";
import type books from "#/i18n/messages/en/books.json";
import type broadcast from "#/i18n/messages/en/broadcast.json";
import type broadcastPhone from "#/i18n/messages/en/broadcastPhone.json";
import type claimDesk from "#/i18n/messages/en/claimDesk.json";
import type deals from "#/i18n/messages/en/deals.json";
import type desk from "#/i18n/messages/en/desk.json";
import type fulfil from "#/i18n/messages/en/fulfil.json";
import type moderate from "#/i18n/messages/en/moderate.json";
import type stock from "#/i18n/messages/en/stock.json";
import type studio from "#/i18n/messages/en/studio.json";
import type terms from "#/i18n/messages/en/terms.json";
import type { Locale } from "#/i18n/locales";

/** Of a part that most people never open: they come with the part, not with the first page. */
type Studio = {
  account: typeof account;
  books: typeof books;
  broadcast: typeof broadcast;
  broadcastPhone: typeof broadcastPhone;
  claimDesk: typeof claimDesk;
  deals: typeof deals;
  desk: typeof desk;
  fulfil: typeof fulfil;
  moderate: typeof moderate;
  stock: typeof stock;
  studio: typeof studio;
  terms: typeof terms;
};
type Source = typeof en & Studio;
type Namespace = keyof typeof en;
export type MessageKey = { [N in keyof Source]: `${N}.${keyof Source[N] & string}` }[keyof Source];
type Words = Record<string, string>;
type Messages = Record<Namespace, Words>;
export type SomeMessages = Partial<Record<keyof Source, Words>>;

const LOADERS: Record<Locale, () => Promise<{ default: Messages }>> = {
  zh_TW: () => import("#/i18n/messages/zh_TW"),
  zh_CN: () => import("#/i18n/messages/zh_CN"),
  th: () => import("#/i18n/messages/th"),
  en: () => import("#/i18n/messages/en"),
  ja: () => import("#/i18n/messages/ja"),
};

export async function loadMessages(locale: Locale): Promise<Messages> {
  return (await LOADERS[locale]()).default;
}

type Part = Record<keyof Studio, () => Promise<{ default: Words }>>;
const STUDIO: Record<Locale, Part> = {
  zh_TW: {
    account: () => import("#/i18n/messages/zh_TW/account.json"),
    books: () => import("#/i18n/messages/zh_TW/books.json"),
    broadcast: () => import("#/i18n/messages/zh_TW/broadcast.json"),
    broadcastPhone: () => import("#/i18n/messages/zh_TW/broadcastPhone.json"),
    claimDesk: () => import("#/i18n/messages/zh_TW/claimDesk.json"),
    deals: () => import("#/i18n/messages/zh_TW/deals.json"),
    desk: () => import("#/i18n/messages/zh_TW/desk.json"),
    fulfil: () => import("#/i18n/messages/zh_TW/fulfil.json"),
    moderate: () => import("#/i18n/messages/zh_TW/moderate.json"),
    stock: () => import("#/i18n/messages/zh_TW/stock.json"),
    studio: () => import("#/i18n/messages/zh_TW/studio.json"),
    terms: () => import("#/i18n/messages/zh_TW/terms.json"),
  },
  zh_CN: {
    account: () => import("#/i18n/messages/zh_CN/account.json"),
    books: () => import("#/i18n/messages/zh_CN/books.json"),
    broadcast: () => import("#/i18n/messages/zh_CN/broadcast.json"),
    broadcastPhone: () => import("#/i18n/messages/zh_CN/broadcastPhone.json"),
    claimDesk: () => import("#/i18n/messages/zh_CN/claimDesk.json"),
    deals: () => import("#/i18n/messages/zh_CN/deals.json"),
    desk: () => import("#/i18n/messages/zh_CN/desk.json"),
    fulfil: () => import("#/i18n/messages/zh_CN/fulfil.json"),
    moderate: () => import("#/i18n/messages/zh_CN/moderate.json"),
    stock: () => import("#/i18n/messages/zh_CN/stock.json"),
    studio: () => import("#/i18n/messages/zh_CN/studio.json"),
    terms: () => import("#/i18n/messages/zh_CN/terms.json"),
  },
  th: {
    account: () => import("#/i18n/messages/th/account.json"),
    books: () => import("#/i18n/messages/th/books.json"),
    broadcast: () => import("#/i18n/messages/th/broadcast.json"),
    broadcastPhone: () => import("#/i18n/messages/th/broadcastPhone.json"),
    claimDesk: () => import("#/i18n/messages/th/claimDesk.json"),
    deals: () => import("#/i18n/messages/th/deals.json"),
    desk: () => import("#/i18n/messages/th/desk.json"),
    fulfil: () => import("#/i18n/messages/th/fulfil.json"),
    moderate: () => import("#/i18n/messages/th/moderate.json"),
    stock: () => import("#/i18n/messages/th/stock.json"),
    studio: () => import("#/i18n/messages/th/studio.json"),
    terms: () => import("#/i18n/messages/th/terms.json"),
  },
  en: {
    account: () => import("#/i18n/messages/en/account.json"),
    books: () => import("#/i18n/messages/en/books.json"),
    broadcast: () => import("#/i18n/messages/en/broadcast.json"),
    broadcastPhone: () => import("#/i18n/messages/en/broadcastPhone.json"),
    claimDesk: () => import("#/i18n/messages/en/claimDesk.json"),
    deals: () => import("#/i18n/messages/en/deals.json"),
    desk: () => import("#/i18n/messages/en/desk.json"),
    fulfil: () => import("#/i18n/messages/en/fulfil.json"),
    moderate: () => import("#/i18n/messages/en/moderate.json"),
    stock: () => import("#/i18n/messages/en/stock.json"),
    studio: () => import("#/i18n/messages/en/studio.json"),
    terms: () => import("#/i18n/messages/en/terms.json"),
  },
  ja: {
    account: () => import("#/i18n/messages/ja/account.json"),
    books: () => import("#/i18n/messages/ja/books.json"),
    broadcast: () => import("#/i18n/messages/ja/broadcast.json"),
    broadcastPhone: () => import("#/i18n/messages/ja/broadcastPhone.json"),
    claimDesk: () => import("#/i18n/messages/ja/claimDesk.json"),
    deals: () => import("#/i18n/messages/ja/deals.json"),
    desk: () => import("#/i18n/messages/ja/desk.json"),
    fulfil: () => import("#/i18n/messages/ja/fulfil.json"),
    moderate: () => import("#/i18n/messages/ja/moderate.json"),
    stock: () => import("#/i18n/messages/ja/stock.json"),
    studio: () => import("#/i18n/messages/ja/studio.json"),
    terms: () => import("#/i18n/messages/ja/terms.json"),
  },
};

export async function loadStudioMessages(locale: Locale): Promise<SomeMessages> {
  const part = STUDIO[locale];
  const [books, broadcast, broadcastPhone, claimDesk, deals, desk, fulfil, moderate, stock, studio, terms] = await Promise.all([
    part.books(),
    part.broadcast(),
    part.broadcastPhone(),
    part.claimDesk(),
    part.deals(),
    part.desk(),
    part.fulfil(),
    part.moderate(),
    part.stock(),
    part.studio(),
    part.terms(),
  ]);
  return {
    books: books.default,
    broadcast: broadcast.default,
    broadcastPhone: broadcastPhone.default,
    claimDesk: claimDesk.default,
    deals: deals.default,
    desk: desk.default,
    fulfil: fulfil.default,
    moderate: moderate.default,
    stock: stock.default,
    studio: studio.default,
    terms: terms.default,
  };
}

/** They come with the first deal that she sees. */
export async function loadDealMessages(locale: Locale): Promise<SomeMessages> {
  return { deals: (await STUDIO[locale].deals()).default };
}

/** They come with the page of the account. */
export async function loadAccountMessages(locale: Locale): Promise<SomeMessages> {
  return { account: (await STUDIO[locale].account()).default };
}
