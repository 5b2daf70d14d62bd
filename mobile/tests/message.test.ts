/** Our small formatter says what the whole of ICU says, for every message that we have. */
import { readFileSync, readdirSync } from "node:fs";
import IntlMessageFormat from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { LOCALES, TAGS } from "#/i18n/locales";
import { formatMessage, parseMessage } from "#/i18n/message";

const COUNTS = [0, 1, 2, 5, 21, 1000];
const root = "src/i18n/messages";

function both(text: string, tag: string, values: Record<string, string | number>): [string, string] {
  const whole = new IntlMessageFormat(text, tag, undefined, { ignoreTag: true });
  return [formatMessage(parseMessage(text), values, tag), String(whole.format(values))];
}

describe.each(LOCALES)("%s", (locale) => {
  it.each(readdirSync(`${root}/${locale}`).filter((name) => name.endsWith(".json")))("%s", (file) => {
    const words = JSON.parse(readFileSync(`${root}/${locale}/${file}`, "utf8")) as Record<string, string>;
    for (const text of Object.values(words)) {
      const names = [...text.matchAll(/\{\s*(\w+)/g)].map(([, name]) => name ?? "");
      for (const count of COUNTS) {
        const values = Object.fromEntries(names.map((name) => [name, /plural/.test(text) ? count : `<${name}>`]));
        const [ours, theirs] = both(text, TAGS[locale], values);
        expect(ours).toBe(theirs);
      }
    }
  });
});

describe("the syntax", () => {
  it.each([
    ["{n, plural, =0 {none} one {# thing} other {# things in {place}}}", { n: 0, place: "x" }],
    ["{n, plural, =0 {none} one {# thing} other {# things in {place}}}", { n: 1234, place: "x" }],
    ["{who, select, host {the host} other {{who}}}: {n, plural, other {#}} #", { who: "mei", n: 3 }],
    ["{who, select, host {the host} other {{who}}}", { who: "host" }],
    ["{a, plural, other {{b, plural, other {#}} of #}}", { a: 7, b: 3 }],
  ])("%s", (text, values) => {
    const [ours, theirs] = both(text, "en", values);
    expect(ours).toBe(theirs);
  });

  it.each(["{", "{n, plural, one {#}}", "a } b", "{n, number}", "{n, plural, other {#}"])("refuses %s", (text) => {
    expect(() => parseMessage(text)).toThrow(SyntaxError);
  });

  it("says which value is missing", () => {
    expect(() => formatMessage(parseMessage("{a}"), {}, "en")).toThrow("{a}");
  });
});
