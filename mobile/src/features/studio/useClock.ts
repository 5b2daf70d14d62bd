import { useI18n } from "#/i18n/context";
import { TAGS } from "#/i18n/locales";

/** Hours and minutes as this language writes them. */
export function useClock(): (time: number) => string {
  const { locale } = useI18n();
  const format = new Intl.DateTimeFormat(TAGS[locale], { hour: "2-digit", minute: "2-digit" });
  return (time) => format.format(new Date(time));
}
