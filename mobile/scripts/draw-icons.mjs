// Draws the PNGs that the stores and launchers want from assets/icon.svg: node scripts/draw-icons.mjs [chromium]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const assets = fileURLToPath(new URL("../assets/", import.meta.url));
const chromium = process.argv[2] ?? "chromium";
const lantern = readFileSync(join(assets, "icon.svg"), "utf8");
// Android masks its icon: what matters lies in the middle two thirds. iOS allows no transparency.
const DRAWINGS = [
  { name: "icon.png", size: 1024, scale: 1, ground: "#0F0E13" },
  { name: "adaptive.png", size: 1024, scale: 0.8, ground: "transparent" },
  { name: "monochrome.png", size: 1024, scale: 0.8, ground: "transparent", style: "filter: grayscale(1) brightness(0) invert(1)" },
  { name: "splash.png", size: 512, scale: 1, ground: "transparent" },
];

const folder = mkdtempSync(join(tmpdir(), "icons-"));
try {
  for (const { name, size, scale, ground, style = "" } of DRAWINGS) {
    const image = `data:image/svg+xml;base64,${Buffer.from(lantern).toString("base64")}`;
    const page = join(folder, "page.html");
    writeFileSync(
      page,
      `<body style="margin:0;background:${ground};display:grid;place-items:center;width:${size}px;height:${size}px;overflow:hidden">` +
        `<img src="${image}" style="width:${size * scale}px;height:${size * scale}px;${style}">`,
    );
    execFileSync(chromium, [
      "--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1",
      "--default-background-color=00000000", `--window-size=${size},${size}`,
      `--screenshot=${join(assets, name)}`, `file://${page}`,
    ], { stdio: "ignore" });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
