/** Every locale says everything, with the same placeholders, and nothing is said twice over or left in English. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { TYPE, parse, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import { LOCALES } from "#/i18n/locales";

const root = "src/i18n/messages";
const namespaces = readdirSync(`${root}/en`).filter((name) => name.endsWith(".json"));

function read(locale: string, file: string): Record<string, string> {
  return JSON.parse(readFileSync(`${root}/${locale}/${file}`, "utf8")) as Record<string, string>;
}

function names(elements: MessageFormatElement[], into = new Set<string>()): Set<string> {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    if (element.type !== TYPE.tag) into.add(element.value);
    if (element.type === TYPE.select || element.type === TYPE.plural) {
      for (const option of Object.values(element.options)) names(option.value, into);
    }
  }
  return into;
}

describe.each(namespaces)("%s", (file) => {
  const english = read("en", file);

  it.each(LOCALES)("%s has the same keys, none empty", (locale) => {
    expect(existsSync(`${root}/${locale}/${file}`)).toBe(true);
    const there = read(locale, file);
    expect(Object.keys(there).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(there).filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it.each(LOCALES)("%s uses the same placeholders", (locale) => {
    for (const [key, text] of Object.entries(read(locale, file))) {
      const here = names(parse(text, { ignoreTag: true }));
      const there = names(parse(english[key] ?? "", { ignoreTag: true }));
      expect([...here].sort(), key).toEqual([...there].sort());
    }
  });

  it.each(LOCALES.filter((locale) => locale !== "en"))("%s is translated", (locale) => {
    const same = Object.entries(read(locale, file)).filter(
      ([key, text]) =>
        key !== "appName" && /[a-z]{3}/.test(text.replace(/\{[^}]*\}/g, "")) && text === english[key],
    );
    expect(same).toEqual([]);
  });

  it("says nothing with an exclamation mark", () => {
    for (const locale of LOCALES) {
      expect(Object.values(read(locale, file)).filter((text) => /[!！]/.test(text))).toEqual([]);
    }
  });
});

/**
 * Who speaks to her phone says what she reads: the longer name of a button begins with what is on it.
 * Chinese has no spaces that would make 買 a word of its own in 立即購買: there it is enough to be in it.
 */
const NAMED = [
  ["show.json", "buyShort", "buyNamed"],
  ["show.json", "add", "addNamed"],
  ["cart.json", "remove", "removeNamed"],
  ["account.json", "end", "endNamed"],
] as const;

describe.each(LOCALES)("%s", (locale) => {
  it.each(NAMED)("%s: %s is part of %s", (file, short, named) => {
    const words = read(locale, file);
    if (locale.startsWith("zh")) expect(words[named]).toContain(words[short]);
    else expect(words[named]).toMatch(new RegExp(`^${words[short] ?? ""}[\\s:：]`));
  });
});
