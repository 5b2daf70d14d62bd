/**
 * Builds hls.js from its own sources with what we use of it: live and alternative audio (our media
 * server sends sound as a rendition), no subtitles, DRM, ads, CMCD or content steering. Its ready-made
 * builds have everything (182 KB gz against our 119) or no alternative audio ("light").
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { buildSync } = require("esbuild");

const root = path.dirname(require.resolve("hls.js/package.json"));
const { version } = require("hls.js/package.json");

const USED = ["ALT_AUDIO"];
const UNUSED = ["CMCD", "CONTENT_STEERING", "EME_DRM", "IFRAMES", "INTERSTITIALS", "M2TS_ADVANCED_CODECS", "MEDIA_CAPABILITIES", "SUBTITLES", "VARIABLE_SUBSTITUTION"];

/** The built file's path; built anew when hls.js or this file changes. */
function slimHls() {
  const stamp = createHash("sha256").update(version).update(fs.readFileSync(__filename)).digest("hex").slice(0, 12);
  const outfile = path.join(__dirname, "../node_modules/.cache/nightmarket", stamp, "hls.mjs");
  if (fs.existsSync(outfile)) return outfile;
  buildSync({
    entryPoints: [path.join(root, "src/hls.ts")],
    outfile,
    bundle: true,
    format: "esm",
    minifySyntax: true, // folds the flags, so that what hangs on them falls away
    target: "es2020",
    legalComments: "none",
    logLevel: "error",
    define: {
      __VERSION__: JSON.stringify(version),
      __IN_WORKER__: "false",
      ...Object.fromEntries(USED.map((name) => [`__USE_${name}__`, "true"])),
      ...Object.fromEntries(UNUSED.map((name) => [`__USE_${name}__`, "false"])),
    },
  });
  return outfile;
}

module.exports = { slimHls };
