// Which files of dist/ a route loads, read from the bundle itself.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

export const LOCALES = ["zh_TW", "zh_CN", "th", "en", "ja"];
const PREFIX = "/_expo/static/js/web/";

/** The built scripts by file name; `gz` in bytes. */
export function scriptsOf(dist) {
  const folder = `${dist}${PREFIX}`;
  return new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".js"))
      .map((name) => {
        const text = readFileSync(`${folder}${name}`, "utf8");
        return [name, { name, text, url: PREFIX + name, gz: gzipSync(text, { level: 9 }).length }];
      }),
  );
}

/** What the page itself names: before any route is known. */
export function startOf(dist, scripts) {
  const page = readFileSync(`${dist}/index.html`, "utf8");
  const names = [...page.matchAll(/<script src="[^"]*\/([^/"]+\.js)"/g)].map(([, name]) => name);
  return [...names.map((name) => get(scripts, name)), ofRoute(scripts, "./_layout.tsx")];
}

/** The chunk of a file under app/: its import stands in the bundle with the number of its module. */
export function ofRoute(scripts, file) {
  const importing = [...scripts.values()].find(({ text }) => text.includes(JSON.stringify(file)));
  if (!importing) throw new Error(`no bundle names ${file}`);
  const after = importing.text.slice(importing.text.indexOf(JSON.stringify(file)));
  const [, place] = /\(d\[(\d+)\],d\.paths\)/.exec(after) ?? [];
  const [table] = /\{"0":[^{}]*"paths":\{[^{}]*\}\}/.exec(after) ?? [];
  const { paths, ...modules } = JSON.parse(table);
  return get(scripts, nameOf(paths[modules[place]]));
}

/** What a chunk may import later. */
export function laterOf(scripts, { text }) {
  return [...text.matchAll(/"\/_expo\/static\/js\/web\/([^"]+\.js)"/g)].map(([, name]) => get(scripts, name));
}

/** The chunk of hls.js; who asks for it may stand in the show's chunk or in what routes share. */
export function playerOf(scripts) {
  const found = [...scripts.values()].filter(({ name }) => name.startsWith("hls-"));
  if (found.length !== 1) throw new Error("which chunk is hls.js?");
  return found[0];
}

/** The chunk with a locale's words, found by one of them. */
export function wordsOf(scripts, locale) {
  const source = new URL(`../src/i18n/messages/${locale}/show.json`, import.meta.url);
  const { tapForSound } = JSON.parse(readFileSync(source, "utf8"));
  const written = [tapForSound, escaped(tapForSound)];
  const found = [...scripts.values()].find(({ text }) => written.some((one) => text.includes(`tapForSound:"${one}"`)));
  if (!found) throw new Error(`no chunk holds the words of ${locale}`);
  return found;
}

function escaped(text) {
  return text.replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function nameOf(url) {
  return url.slice(url.lastIndexOf("/") + 1);
}

function get(scripts, name) {
  const script = scripts.get(name);
  if (!script) throw new Error(`no such script: ${name}`);
  return script;
}
