// After the export: the page asks at once for what its route will need, instead of one after the other.
// An inline script, because every path gets the same page; the gateway's policy knows its hash.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { transformSync } from "esbuild";
import { LOCALES, ofRoute, playerOf, scriptsOf, startOf, wordsOf } from "./chunks.mjs";

const dist = resolve(process.argv[2] ?? new URL("../dist", import.meta.url).pathname);
const scripts = scriptsOf(dist);
const hints = {
  always: startOf(dist, scripts).at(-1).url,
  home: ofRoute(scripts, "./index.tsx").url,
  show: ofRoute(scripts, "./shows/[id].tsx").url,
  player: playerOf(scripts).url,
  words: Object.fromEntries(LOCALES.map((locale) => [locale, wordsOf(scripts, locale).url])),
};

/** Runs in the page, so it is plain and old. A wrong guess costs one file too many, no more. */
function ask(hints) {
  const ask = (href) => {
    const link = document.createElement("link");
    link.rel = "preload";
    link.as = "script";
    link.href = href;
    document.head.appendChild(link);
  };
  ask(hints.always);
  let kept = null;
  try {
    kept = localStorage.getItem("nm.locale");
  } catch {
    // refused: as if nothing were kept
  }
  const tags = [new URLSearchParams(location.search).get("lang"), kept, ...(navigator.languages || [])];
  const known = tags.map((tag) => /^(?:(zh)|(th|en|ja))(?![a-z])(.*(?:cn|hans|sg))?/i.exec(tag || "")).find(Boolean);
  const [, zh, other = "en", isMainland] = known || [];
  ask(hints.words[zh ? (isMainland ? "zh_CN" : "zh_TW") : other.toLowerCase()]);
  if (location.pathname === "/") ask(hints.home);
  if (location.pathname.indexOf("/shows/") !== 0) return;
  ask(hints.show);
  if ("MediaSource" in window || "ManagedMediaSource" in window) ask(hints.player);
}

const page = `${dist}/index.html`;
const html = readFileSync(page, "utf8");
if (html.includes('"preload"')) throw new Error("this page has its hints already");
const { code } = transformSync(`(${ask})(${JSON.stringify(hints)})`, { minify: true, target: "es2015" });
writeFileSync(page, html.replace("<style", `<script>${code.trim()}</script>\n    <style`));
