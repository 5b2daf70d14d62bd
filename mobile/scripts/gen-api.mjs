// Writes the types of what the gateway speaks from its documents; --check fails when they differ.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const root = new URL("../../", import.meta.url);
const same = (document) => document;
// The frames' schemas are JSON Schema in the same place of the document: no more is needed of it.
const frames = ({ info, components }) => ({ openapi: "3.1.0", info, paths: {}, components });
const TARGETS = [
  { from: "docs/api/openapi.json", to: "src/api/schema.gen.ts", take: same },
  { from: "docs/api/asyncapi.json", to: "src/realtime/frames.gen.ts", take: frames },
];

let isStale = false;
for (const { from, to, take } of TARGETS) {
  const target = new URL(`mobile/${to}`, root);
  const document = take(JSON.parse(await readFile(new URL(from, root), "utf8")));
  const head = `// Generated from ${from} by \`npm run gen\`. Do not edit.\n`;
  const text = head + astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));
  if (!process.argv.includes("--check")) {
    await writeFile(target, text);
  } else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
    console.error(`${to} is not what ${from} says: npm run gen`);
    isStale = true;
  }
}
process.exit(isStale ? 1 : 0);
