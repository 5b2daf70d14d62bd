/** A browser's name for itself, as short as a person would say it. Names of makers are the same everywhere. */
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "Mac"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bLine\//, "LINE"],
  [/FBAN|FBAV|FB_IAB/, "Facebook"],
  [/Instagram/, "Instagram"],
  [/Edg\//, "Edge"],
  [/Firefox\/|FxiOS/, "Firefox"],
  [/SamsungBrowser/, "Samsung Internet"],
  [/Chrome\/|CriOS|HeadlessChrome/, "Chrome"],
  [/Safari\//, "Safari"],
];

/** The gateway keeps the first 80 characters of it, so the browser may be cut off. */
export function deviceOf(name: string): string {
  if (!name.startsWith("Mozilla/")) return name;
  const find = (table: typeof SYSTEMS) => table.find(([pattern]) => pattern.test(name))?.[1];
  return [find(SYSTEMS), find(BROWSERS)].filter(Boolean).join(" · ");
}
