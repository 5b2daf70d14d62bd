/**
 * Builds hls.js from its own sources with what we use of it: live fMP4 and alternative audio (our
 * media server sends sound as a rendition). Not subtitles, DRM, ads, CMCD, content steering, nor
 * MPEG-TS, bare audio and encrypted segments, which that server never sends.
 * Its ready-made builds have everything (182 KB gz) or no alternative audio ("light").
 */
const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(require.resolve("hls.js/package.json"));
const { version } = require("hls.js/package.json");

const USED = ["ALT_AUDIO"];
const UNUSED = ["CMCD", "CONTENT_STEERING", "EME_DRM", "IFRAMES", "INTERSTITIALS", "M2TS_ADVANCED_CODECS", "MEDIA_CAPABILITIES", "SUBTITLES", "VARIABLE_SUBSTITUTION"];
/** Never chosen: each says of any segment that it is not its kind. */
const LEFT_OUT = /\/(tsdemuxer|aacdemuxer|mp3demuxer|mp4-remuxer|decrypter)$/;
const NOTHING = `
  export default class { static probe() { return false; } destroy() {} reset() {} }
  export const flushTextTrackMetadataCueSamples = () => undefined;
  export const flushTextTrackUserdataCueSamples = flushTextTrackMetadataCueSamples;
  export const normalizePts = (value) => value;
`;

/** The built file's path; built anew when hls.js or this file changes. */
function slimHls() {
  const stamp = createHash("sha256").update(version).update(fs.readFileSync(__filename)).digest("hex").slice(0, 12);
  const outfile = path.join(__dirname, "../node_modules/.cache/nightmarket", stamp, "hls.mjs");
  // Metro's configuration is read at once; a build with plug-ins only ends later.
  if (!fs.existsSync(outfile)) execFileSync(process.execPath, [__filename, outfile], { stdio: "inherit" });
  return outfile;
}

async function make(outfile) {
  const { build } = require("esbuild");
  const leftOut = {
    name: "left-out",
    setup(making) {
      making.onResolve({ filter: LEFT_OUT }, ({ path: name }) => ({ path: name, namespace: "left-out" }));
      making.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: NOTHING }));
    },
  };
  const unfinished = `${outfile}.${process.pid}`;
  await build({
    entryPoints: [path.join(root, "src/hls.ts")],
    outfile: unfinished,
    bundle: true,
    format: "esm",
    minifySyntax: true, // folds the flags, so that what hangs on them falls away
    target: "es2020",
    legalComments: "none",
    logLevel: "error",
    plugins: [leftOut],
    define: {
      __VERSION__: JSON.stringify(version),
      __IN_WORKER__: "false",
      ...Object.fromEntries(USED.map((name) => [`__USE_${name}__`, "true"])),
      ...Object.fromEntries(UNUSED.map((name) => [`__USE_${name}__`, "false"])),
    },
  });
  fs.renameSync(unfinished, outfile);
}

module.exports = { slimHls };

if (require.main === module) void make(process.argv[2]);
