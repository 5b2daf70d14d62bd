// The gz weight of the show route, from dist/ (or the folder given): scripts before the first picture,
// and with all that the route may load later. Fails over either budget. `npm run build:web` first.
import { resolve } from "node:path";
import { LOCALES, laterOf, ofRoute, playerOf, scriptsOf, startOf, wordsOf } from "./chunks.mjs";

const FIRST_KB = 450;
const ROUTE_KB = 600;

const dist = resolve(process.argv[2] ?? new URL("../dist", import.meta.url).pathname);
const scripts = scriptsOf(dist);
const show = ofRoute(scripts, "./shows/[id].tsx");
// what the show asks for later, also where the asking stands in what routes share
const shared = [...scripts.values()].filter(({ name }) => name.startsWith("__common-")).flatMap((file) => laterOf(scripts, file));
const later = [...laterOf(scripts, show), ...shared.filter(({ name }) => /^(?:whep|pages)-/.test(name))];
const player = playerOf(scripts);
const words = LOCALES.map((locale) => wordsOf(scripts, locale)).sort((a, b) => b.gz - a.gz)[0];

const seen = new Set();
function sum(what, files) {
  const fresh = files.filter((file) => !seen.has(file));
  for (const file of fresh) {
    seen.add(file);
    console.log(`${kb(file.gz)}  ${what.padEnd(16)} ${file.name}`);
  }
  return fresh.reduce((total, { gz }) => total + gz, 0);
}
function kb(bytes) {
  return `${(bytes / 1024).toFixed(1).padStart(8)} KB`;
}

const first = sum("start", startOf(dist, scripts)) + sum("show screen", [show]) + sum("player", [player]) + sum("words (heaviest)", [words]);
const route = first + sum("show, later", later);
console.log(`${kb(first)}  before the first picture (budget ${FIRST_KB})`);
console.log(`${kb(route)}  all of the show route (budget ${ROUTE_KB})`);
if (first > FIRST_KB * 1024 || route > ROUTE_KB * 1024) process.exit(1);
