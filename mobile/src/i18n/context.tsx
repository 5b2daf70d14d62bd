import "#/i18n/intl";
import { getLocales } from "expo-localization";
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from "react";
import { Platform } from "react-native";
import type { Money } from "#/api/types";
import { formatCount, formatDateTime, formatMoney, formatWhen } from "#/i18n/format";
import { loadMessages, type MessageKey, type Messages, type WordsPart } from "#/i18n/load";
import { formatMessage, parseMessage, type Part, type Values } from "#/i18n/message";
import { TAGS, pickLocale, type Locale } from "#/i18n/locales";
import { keep, recall } from "#/lib/storage";

export type Translate = (key: MessageKey, values?: Values) => string;

export type I18n = {
  locale: Locale;
  tag: string;
  t: Translate;
  money: (money: Money) => string;
  count: (count: number) => string;
  when: (time: string | Date, now?: number) => string;
  dateTime: (time: string | Date) => string;
  setLocale: (locale: Locale) => void;
};

const Context = createContext<I18n | null>(null);

function wished(): Locale {
  const asked =
    Platform.OS === "web" ? new URLSearchParams(window.location.search).get("lang") : null;
  if (asked) keep("locale", pickLocale([asked]));
  return pickLocale([asked, recall("locale"), ...getLocales().map((one) => one.languageTag)]);
}

function makeTranslate(messages: Messages, tag: string): Translate {
  const ready = new Map<string, Part[]>();
  return (key, values) => {
    const dot = key.indexOf(".");
    const text = messages[key.slice(0, dot) as keyof Messages]?.[key.slice(dot + 1)] ?? key;
    if (!text.includes("{")) return text;
    let parts = ready.get(key);
    if (parts === undefined) {
      parts = parseMessage(text);
      ready.set(key, parts);
    }
    return formatMessage(parts, values ?? {}, tag);
  };
}

type Loaded = { locale: Locale; messages: Messages };

/** The words of a locale; until they have come, those of the one before. */
function useLoaded(locale: Locale, part: WordsPart): Loaded | null {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    let isWanted = true;
    const from = (tries: number) => {
      loadMessages(part, locale)
        .then((messages) => {
          if (isWanted) setLoaded({ locale, messages });
        })
        .catch(() => {
          if (isWanted && tries < 5) setTimeout(() => { from(tries + 1); }, 500 * 2 ** tries);
        });
    };
    from(0);
    return () => {
      isWanted = false;
    };
  }, [locale, part]);
  return loaded;
}

/** Shows nothing until the locale's messages are there: they load beside the screen's own code. */
export function I18nProvider({ children }: { children: ReactNode }) {
  const [locale, setLocaleState] = useState(wished);
  const loaded = useLoaded(locale, "base");

  const setLocale = useCallback((next: Locale) => {
    keep("locale", next);
    setLocaleState(next);
  }, []);

  const i18n = useMemo<I18n | null>(() => {
    if (loaded === null) return null;
    const tag = TAGS[loaded.locale];
    return {
      locale: loaded.locale,
      tag,
      t: makeTranslate(loaded.messages, tag),
      money: (money) => formatMoney(money, loaded.locale),
      count: (count) => formatCount(count, loaded.locale),
      when: (time, now) => formatWhen(new Date(time), now ?? Date.now(), loaded.locale),
      dateTime: (time) => formatDateTime(new Date(time), loaded.locale),
      setLocale,
    };
  }, [loaded, setLocale]);

  useEffect(() => {
    if (Platform.OS === "web" && loaded !== null) {
      document.documentElement.lang = TAGS[loaded.locale];
    }
  }, [loaded]);

  return i18n === null ? null : <Context value={i18n}>{children}</Context>;
}

export function useI18n(): I18n {
  const i18n = useContext(Context);
  if (i18n === null) throw new Error("no I18nProvider above");
  return i18n;
}

type MoreProps = { of: WordsPart; meanwhile: ReactNode; children: ReactNode };

/** Adds the words of a part. `meanwhile` stands in for it until they are there. */
export function MoreWords({ of, meanwhile, children }: MoreProps) {
  const i18n = useI18n();
  const loaded = useLoaded(i18n.locale, of);
  const more = useMemo<I18n | null>(() => {
    if (loaded === null) return null;
    const own = makeTranslate(loaded.messages, TAGS[loaded.locale]);
    const isOwn = (key: MessageKey) => key.slice(0, key.indexOf(".")) in loaded.messages;
    return { ...i18n, t: (key, values) => (isOwn(key) ? own : i18n.t)(key, values) };
  }, [i18n, loaded]);
  return more === null ? meanwhile : <Context value={more}>{children}</Context>;
}
