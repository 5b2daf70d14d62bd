/**
 * What Hermes lacks of Intl: PluralRules, RelativeTimeFormat and Locale everywhere, formatToParts and
 * compact numbers on iOS (facebook/hermes, doc/IntlAPIs.md). Forced, so that both kinds of phones
 * write numbers alike.
 */
import "@formatjs/intl-getcanonicallocales/polyfill-force.js";
import "@formatjs/intl-locale/polyfill-force.js";
import "@formatjs/intl-pluralrules/polyfill-force.js";
import "@formatjs/intl-pluralrules/locale-data/en.js";
import "@formatjs/intl-pluralrules/locale-data/ja.js";
import "@formatjs/intl-pluralrules/locale-data/th.js";
import "@formatjs/intl-pluralrules/locale-data/zh.js";
import "@formatjs/intl-numberformat/polyfill-force.js";
import "@formatjs/intl-numberformat/locale-data/en.js";
import "@formatjs/intl-numberformat/locale-data/ja.js";
import "@formatjs/intl-numberformat/locale-data/th.js";
import "@formatjs/intl-numberformat/locale-data/zh-Hans.js";
import "@formatjs/intl-numberformat/locale-data/zh-Hant.js";
import "@formatjs/intl-relativetimeformat/polyfill-force.js";
import "@formatjs/intl-relativetimeformat/locale-data/en.js";
import "@formatjs/intl-relativetimeformat/locale-data/ja.js";
import "@formatjs/intl-relativetimeformat/locale-data/th.js";
import "@formatjs/intl-relativetimeformat/locale-data/zh-Hans.js";
import "@formatjs/intl-relativetimeformat/locale-data/zh-Hant.js";
