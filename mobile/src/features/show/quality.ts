/** Qualities by the names that viewers know. */
import { AUTO, type Level } from "#/features/show/player";

export type Choice = { level: number; name: string };

/** `720p`, `1080p60`. */
export function nameOf(height: number, frameRate: number): string {
  return `${String(height)}p${frameRate > 31 ? String(Math.round(frameRate)) : ""}`;
}

function megabits(bitrate: number): string {
  return `${(bitrate / 1e6).toFixed(1)} Mbps`;
}

/** Best first. Two of one name are told apart by their bit rate. */
export function choicesOf(levels: readonly Level[]): Choice[] {
  const named = levels
    .map((one, level) => ({ level, one, name: one.height > 0 ? nameOf(one.height, one.frameRate) : megabits(one.bitrate) }))
    .sort((a, b) => b.one.height - a.one.height || b.one.bitrate - a.one.bitrate);
  return named.map(({ level, one, name }) => {
    const isAlone = named.filter((other) => other.name === name).length === 1;
    return { level, name: isAlone ? name : `${name} · ${megabits(one.bitrate)}` };
  });
}

/** What she chose the last time, on this show: the best that is not larger, else the smallest. */
export function levelFor(levels: readonly Level[], height: number): number {
  if (height <= 0 || levels.length < 2) return AUTO;
  const order = levels.map((one, index) => ({ ...one, index })).sort((a, b) => b.height - a.height || b.bitrate - a.bitrate);
  return (order.find((one) => one.height <= height) ?? order.at(-1))?.index ?? AUTO;
}
