/** One chunk per locale: a person downloads hers only. */
import type en from "#/i18n/messages/en";
import type { Locale } from "#/i18n/locales";

type Source = typeof en;
export type Namespace = keyof Source;
export type MessageKey = { [N in Namespace]: `${N}.${keyof Source[N] & string}` }[Namespace];
export type Messages = Record<Namespace, Record<string, string>>;

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
