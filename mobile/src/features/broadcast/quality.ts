/** What a host may choose to send. 720p30 is what phones show and mid-range uplinks carry. */
export const QUALITIES = ["480p", "720p", "1080p"] as const;
export type Quality = (typeof QUALITIES)[number];
export const USUAL: Quality = "720p";

export type Caps = { width: number; height: number; frameRate: number; videoBps: number; audioBps: number };

export const CAPS: Record<Quality, Caps> = {
  "480p": { width: 854, height: 480, frameRate: 30, videoBps: 1_000_000, audioBps: 64_000 },
  "720p": { width: 1280, height: 720, frameRate: 30, videoBps: 2_500_000, audioBps: 96_000 },
  "1080p": { width: 1920, height: 1080, frameRate: 30, videoBps: 4_500_000, audioBps: 96_000 },
};

export function isQuality(text: string | null): text is Quality {
  return QUALITIES.some((one) => one === text);
}
