import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LEAST_WAIT_MS, RULES } from "#/realtime/rules";

describe("rules", () => {
  const manual = readFileSync("../docs/realtime.md", "utf8");

  it("are the manual's", () => {
    const told = [...manual.matchAll(/^\| `(\w+_ms)` \| (\d+) \|/gm)].map(([, name, ms]) => [name, Number(ms)]);
    expect(Object.fromEntries(told)).toEqual(RULES);
  });

  it("know the manual's close codes", () => {
    const told = [...manual.matchAll(/^\| (\d{4}) \|.*\| (\d+|never) \|$/gm)];
    expect(told.length).toBeGreaterThan(7);
    for (const [, code, least] of told) {
      expect(LEAST_WAIT_MS[Number(code)] === null ? "never" : String(LEAST_WAIT_MS[Number(code)] ?? 0)).toBe(least);
    }
  });
});
