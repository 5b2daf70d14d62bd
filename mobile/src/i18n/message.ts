/**
 * The part of ICU's message syntax that our words use: `{name}`, `{n, plural, one {# item} other {…}}`
 * and `{x, select, a {…} other {…}}`, nested at will. A library for all of it weighs ten times this;
 * tests/message.test.ts holds every message against that library.
 */
type Choice = { kind: "plural" | "select"; name: string; cases: Map<string, Part[]> };
export type Part = string | { kind: "value"; name: string } | { kind: "count" } | Choice;
export type Values = Record<string, string | number>;

const HEAD = /\{\s*(\w+)\s*(?:\}|,\s*(plural|select)\s*,)/y;
const CASE = /\s*(=\d+|\w+)\s*\{/y;
const END = /\s*\}/y;

export function parseMessage(text: string): Part[] {
  const [parts, end] = partsFrom(text, 0, false);
  if (end !== text.length) throw new SyntaxError(`"}" without "{" in: ${text}`);
  return parts;
}

function partsFrom(text: string, start: number, isPlural: boolean): [Part[], number] {
  const parts: Part[] = [];
  let at = start;
  let plain = "";
  const add = (part: Part) => {
    if (plain !== "") parts.push(plain);
    plain = "";
    parts.push(part);
  };
  for (; at < text.length && text[at] !== "}"; at += 1) {
    if (text[at] === "{") {
      const [part, end] = placeholderFrom(text, at);
      add(part);
      at = end - 1;
    } else if (isPlural && text[at] === "#") add({ kind: "count" });
    else plain += text[at] ?? "";
  }
  if (plain !== "") parts.push(plain);
  return [parts, at];
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function placeholderFrom(text: string, start: number): [Part, number] {
  const head = match(HEAD, text, start);
  const [whole = "", name = "", kind] = head ?? [];
  if (head === null) throw new SyntaxError(`cannot read "${text.slice(start)}"`);
  let at = start + whole.length;
  if (kind !== "plural" && kind !== "select") return [{ kind: "value", name }, at];
  const cases = new Map<string, Part[]>();
  for (let one = match(CASE, text, at); one !== null; one = match(CASE, text, at)) {
    const [parts, end] = partsFrom(text, at + one[0].length, kind === "plural");
    cases.set(one[1] ?? "", parts);
    at = end + 1;
  }
  const end = match(END, text, at);
  if (end === null || !cases.has("other")) throw new SyntaxError(`cannot read "${text.slice(start)}"`);
  return [{ kind, name, cases }, at + end[0].length];
}

export function formatMessage(parts: readonly Part[], values: Values, tag: string, count = 0): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      if (part.kind === "count") return new Intl.NumberFormat(tag).format(count);
      const value = values[part.name];
      if (value === undefined) throw new Error(`no value for {${part.name}}`);
      if (part.kind === "value") return String(value);
      const number = part.kind === "plural" ? Number(value) : count;
      const kind = part.kind === "plural" ? new Intl.PluralRules(tag).select(number) : String(value);
      const chosen = part.cases.get(`=${String(value)}`) ?? part.cases.get(kind) ?? part.cases.get("other") ?? [];
      return formatMessage(chosen, values, tag, number);
    })
    .join("");
}
