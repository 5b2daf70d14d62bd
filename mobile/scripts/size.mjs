// The gz weight of the scripts that the show route loads before its first picture, from dist/.
// Fails over the budget. `npm run build:web` first.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 500;
const folder = new URL("../dist/_expo/static/js/web/", import.meta.url).pathname;
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".js"))
  .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }))
  .map((file) => ({ ...file, gz: gzipSync(file.text, { level: 9 }).length }));

const isLocale = ({ text }) => text.includes("tapForSound:") || text.includes('"tapForSound":');
const heaviestLocale = files.filter(isLocale).sort((a, b) => b.gz - a.gz)[0];
const PARTS = [
  ["start", ({ name }) => /^(entry|__common|__expo-metro-runtime|_layout)-/.test(name)],
  ["show screen", ({ name, text }) => name.startsWith("[id]-") && text.includes("setShelfOpen")],
  ["player (hls.js)", ({ name }) => name.startsWith("hls-")],
  ["words (heaviest locale)", (file) => file === heaviestLocale],
];

let total = 0;
for (const [what, isPart] of PARTS) {
  const found = files.filter(isPart);
  if (found.length === 0) throw new Error(`no chunk found for: ${what}`);
  for (const { name, gz } of found) console.log(`${(gz / 1024).toFixed(1).padStart(8)} KB  ${what.padEnd(24)} ${name}`);
  total += found.reduce((sum, { gz }) => sum + gz, 0);
}
const kb = total / 1024;
console.log(`${kb.toFixed(1).padStart(8)} KB  before the first picture (budget ${BUDGET_KB})`);
if (kb > BUDGET_KB) process.exit(1);
