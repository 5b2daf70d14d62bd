/** A replay is one or several files in a row; this puts them, and what happened meanwhile, on one line. */
import type { HeldUp as Pin, Show } from "#/api/types";

export type Part = {
  url: string;
  /** Where the show begins in the file, in s: before it lies a preview. */
  skip: number;
  /** When its first picture was taken, in ms. */
  takenAt: number;
  /** Where it begins on the line, and how long it is, in s. */
  from: number;
  length: number;
};

export type Mark = { productId: string; at: number; until: number };

/** The media server stamps a recording this much later than its first picture was taken (RTMP, measured). */
const STAMP_LATE_MS = 2010;
/** Shown a moment before, so that the host's hand is seen coming. */
const RUN_UP_S = 1;
/** What was held up for less was a slip. */
const SLIP_S = 1;

export function partsOf(recordings: Show["recordings"]): Part[] {
  let from = 0;
  return [...recordings]
    .sort((a, b) => Date.parse(a.start_time) - Date.parse(b.start_time))
    .filter((one) => one.duration_s > 0)
    .map(({ url, start_time, duration_s, offset_s }) => {
      const part = { url, skip: offset_s, takenAt: Date.parse(start_time) - STAMP_LATE_MS, from, length: duration_s };
      from += duration_s;
      return part;
    });
}

export function lengthOf(parts: readonly Part[]): number {
  const last = parts.at(-1);
  return last ? last.from + last.length : 0;
}

/** Which file holds that second of the line, and where in the file. */
export function placeOf(parts: readonly Part[], seconds: number): { index: number; at: number } {
  const inside = parts.findLastIndex((part) => part.from <= seconds);
  const index = Math.max(0, inside);
  const part = parts[index];
  return { index, at: part ? part.skip + Math.min(Math.max(0, seconds - part.from), part.length) : 0 };
}

/** Where that moment is on the line: what nobody recorded falls on the beginning of the next file. */
export function secondOf(parts: readonly Part[], time: number): number {
  for (const part of parts) {
    const at = (time - part.takenAt) / 1000;
    if (at < 0) return part.from;
    if (at < part.length) return part.from + at;
  }
  return lengthOf(parts);
}

/** In the order of the line; what was held up only while nothing was recorded has no place on it. */
export function marksOf(parts: readonly Part[], pins: readonly Pin[]): Mark[] {
  const end = lengthOf(parts);
  return pins
    .map(({ product_id, start_time, end_time }) => ({
      productId: product_id,
      at: secondOf(parts, Date.parse(start_time)),
      until: end_time === null ? end : secondOf(parts, Date.parse(end_time)),
    }))
    .filter((mark) => mark.until - mark.at >= SLIP_S)
    .map((mark) => ({ ...mark, at: Math.max(0, mark.at - RUN_UP_S) }))
    .sort((a, b) => a.at - b.at);
}

/** What the host holds up at that second: -1 for nothing. */
export function markAt(marks: readonly Mark[], seconds: number): number {
  return marks.findLastIndex((mark) => mark.at <= seconds && seconds < mark.until);
}

/** `m:ss`, with hours in front when there are any. */
export function clockOf(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0
    ? `${String(hours)}:${two(minutes)}:${two(total % 60)}`
    : `${String(minutes)}:${two(total % 60)}`;
}
