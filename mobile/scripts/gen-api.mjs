// Writes src/api/schema.gen.ts from the gateway's OpenAPI document; --check fails when it differs.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../docs/api/openapi.json", import.meta.url);
const target = new URL("../src/api/schema.gen.ts", import.meta.url);

const document = JSON.parse(await readFile(source, "utf8"));
const head = "// Generated from docs/api/openapi.json by `npm run gen`. Do not edit.\n";
const text = head + astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));

if (process.argv.includes("--check")) {
  const there = await readFile(target, "utf8").catch(() => "");
  if (there !== text) {
    console.error("src/api/schema.gen.ts is not what docs/api/openapi.json says: npm run gen");
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
