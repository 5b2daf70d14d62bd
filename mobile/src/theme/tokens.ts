/** The tokens of the design; text on `lantern`, `jade`, `signal` and `amber` is `on*`. */
export type Scheme = "dark" | "light";

export type Colors = {
  ground: string;
  surface: string;
  raised: string;
  ink: string;
  quiet: string;
  line: string;
  lantern: string;
  onLantern: string;
  jade: string;
  signal: string;
  onSignal: string;
  amber: string;
  skeleton: string;
};

export const colors: Record<Scheme, Colors> = {
  dark: {
    ground: "#0F0E13",
    surface: "#1A1820",
    raised: "#24212C",
    ink: "#F6F3EE",
    quiet: "#B3ADBA",
    line: "#35313F",
    lantern: "#FF7A3D",
    onLantern: "#1B0D05",
    jade: "#3DD6A3",
    signal: "#FF3B5C",
    onSignal: "#14060A",
    amber: "#FFC24B",
    skeleton: "#24212C",
  },
  light: {
    ground: "#FBFAF7",
    surface: "#FFFFFF",
    raised: "#F3F0EA",
    ink: "#1B1820",
    quiet: "#645E6D",
    line: "#DFDAD1",
    lantern: "#C9420B",
    onLantern: "#FFFFFF",
    jade: "#0B7A58",
    signal: "#C81E3E",
    onSignal: "#FFFFFF",
    amber: "#8A5A00",
    skeleton: "#ECE8E0",
  },
};

/** On top of a picture the ground is always dark, whatever the page's scheme; texts stay readable on it over white. */
export const scrim = {
  ink: "#F6F3EE",
  quiet: "#D5D0DA",
  soft: "rgba(15,14,19,0.78)",
  hard: "rgba(15,14,19,0.85)",
} as const;

export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24, xxl: 32 } as const;
export const radius = { s: 8, m: 16, pill: 999 } as const;
export const sizes = { xs: 12, s: 14, m: 16, l: 20, xl: 28, xxl: 40 } as const;
export type Size = keyof typeof sizes;
export const TARGET = 44;
export const WIDE = 900;

/** Thai and CJK need 1.5; large figures and Latin titles may be tighter, but one rule is simpler. */
export const LINE = 1.5;

export const motion = { quick: 120, usual: 180, slow: 240 } as const;
