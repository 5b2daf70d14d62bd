import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: { "#": resolve(import.meta.dirname, "src") },
    // as Metro resolves for the browser: the phone's variants need a phone
    extensions: [".web.ts", ".web.tsx", ".ts", ".tsx", ".mjs", ".js", ".json"],
  },
  test: { include: ["tests/**/*.test.ts"], environment: "node", testTimeout: 20_000 },
});
