/** Every pair of colours that is read is readable: WCAG 2.2 AA, both schemes. */
import { describe, expect, it } from "vitest";
import { colors, scrim, type Colors, type Scheme } from "#/theme/tokens";

type Token = keyof Colors;

/** Text on a ground: 4.5 : 1, whatever its size. */
const GROUNDS: Token[] = ["ground", "surface", "raised"];
const TEXTS: Token[] = ["ink", "quiet", "jade", "signal", "amber"];
const FILLED: [text: Token, ground: Token][] = [
  ["onLantern", "lantern"],
  ["onSignal", "signal"],
];
/** What must be seen though not read (the focus mark, the edge of a field in use): 3 : 1. */
const MARKS: Token[] = ["lantern", "jade", "signal", "amber"];

function channel(value: number): number {
  const part = value / 255;
  return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

type Rgb = [number, number, number];

function rgbOf(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
}

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** What is seen of `rgba(…)` over a picture of one colour. */
function over(rgba: string, picture: Rgb): Rgb {
  const [red = 0, green = 0, blue = 0, alpha = 1] = rgba.match(/[\d.]+/g)?.map(Number) ?? [];
  return [red, green, blue].map((value, at) => value * alpha + (picture[at] ?? 0) * (1 - alpha)) as Rgb;
}

describe("the measure", () => {
  it("knows black on white", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
    expect(contrast(rgbOf("#777777"), rgbOf("#FFFFFF"))).toBeCloseTo(4.48, 2);
  });
});

describe.each(["dark", "light"] as Scheme[])("%s", (scheme) => {
  const of = (token: Token) => rgbOf(colors[scheme][token]);

  it.each(GROUNDS.flatMap((ground) => TEXTS.map((text) => [text, ground] as const)))("%s on %s", (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(FILLED)("%s on %s", (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(GROUNDS.flatMap((ground) => MARKS.map((mark) => [mark, ground] as const)))("%s is seen on %s", (mark, ground) => {
    expect(contrast(of(mark), of(ground))).toBeGreaterThanOrEqual(3);
  });
});

describe("over a picture, which may be white", () => {
  const white: Rgb = [255, 255, 255];
  const texts = { ink: scrim.ink, quiet: scrim.quiet, jade: colors.dark.jade, amber: colors.dark.amber, lantern: colors.dark.lantern };
  it.each([
    ["ink", "soft"],
    ["quiet", "soft"],
    ["jade", "soft"],
    ["amber", "soft"],
    ["quiet", "hard"],
    ["lantern", "hard"],
  ] as const)("%s on the %s scrim", (text, ground) => {
    expect(contrast(rgbOf(texts[text]), over(scrim[ground], white))).toBeGreaterThanOrEqual(4.5);
  });
});
