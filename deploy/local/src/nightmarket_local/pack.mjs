// node pack.mjs FOLDER: beside every text file of a built app, its brotli and gzip forms, where they are smaller.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TEXT = new Set([".css", ".html", ".js", ".json", ".map", ".mjs", ".svg", ".ttf", ".txt", ".webmanifest", ".xml"]);
const SMALLEST = 512;

for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !TEXT.has(extname(entry.name))) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const whole = readFileSync(file);
  if (whole.length < SMALLEST) continue;
  const brotli = brotliCompressSync(whole, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: whole.length },
  });
  const gzip = gzipSync(whole, { level: 9 });
  for (const [packed, ending] of [[brotli, ".br"], [gzip, ".gz"]]) {
    if (packed.length < whole.length) writeFileSync(file + ending, packed);
  }
}
