/** Nothing of ours uses what scripts/leave-out.js keeps out of the web's bundles. */
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const { COMPONENTS, isLeftOut } = createRequire(import.meta.url)("../scripts/leave-out.js") as {
  COMPONENTS: string[];
  isLeftOut: (file: string, from: string) => boolean;
};
const NOT_OF_ROUTER = ["Color", "Head", "NativeTabs", "Sitemap", "Tabs", "ExperimentalStack"];
const PARTS = /<(?:Link\.(?:Trigger|Preview|Menu|AppleZoom)|Stack\.Toolbar)/;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

function importedFrom(code: string, module: string): string[] {
  const imports = code.matchAll(/import \{([^}]*)\} from "([^"]+)"/g);
  return [...imports]
    .filter(([, , from]) => from === module)
    .flatMap(([, names = ""]) => names.split(",").map((name) => name.trim().split(" as ")[0] ?? ""));
}

describe.each(["app", "src"])("%s", (folder) => {
  it.each(filesUnder(folder))("%s", (path) => {
    const code = readFileSync(path, "utf8");
    expect(importedFrom(code, "react-native").filter((name) => COMPONENTS.includes(name))).toEqual([]);
    expect(importedFrom(code, "expo-router").filter((name) => NOT_OF_ROUTER.includes(name))).toEqual([]);
    expect(code).not.toMatch(PARTS);
  });
});

describe("what is left out", () => {
  const index = "/x/node_modules/react-native-web/dist/index.js";
  const router = "/x/node_modules/expo-router/build";
  it.each([
    ["/x/node_modules/react-native-web/dist/exports/Switch/index.js", index, true],
    ["/x/node_modules/react-native-web/dist/exports/Switch/index.js", "/x/other.js", false],
    ["/x/node_modules/react-native-web/dist/exports/View/index.js", index, false],
    [`${router}/layouts/Tabs.js`, `${router}/exports.js`, true],
    [`${router}/layouts/TabsClient.web.js`, `${router}/exports.js`, true],
    [`${router}/react-navigation/bottom-tabs/views/BottomTabBar.js`, router, true],
    [`${router}/layouts/StackClient.js`, `${router}/exports.js`, false],
    ["/x/src/views/Sitemap.js", "/x/src/a.js", false],
  ])("%s from %s: %s", (file, from, is) => {
    expect(isLeftOut(file, from)).toBe(is);
  });
});
