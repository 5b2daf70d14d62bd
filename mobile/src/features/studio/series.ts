/** Minutes as points of a plot: what is absent was nothing. */

export type Point = { time: number; value: number };
export type Series = { from: number; to: number; points: Point[]; top: number };

const MINUTE = 60_000;
/** More marks than this cannot be told apart; then neighbours are put together. */
const MOST = 120;

export type Span = { start: string | null; end: string | null };
type How = "most" | "sum";

/** From the minute of the start to that of the end, every minute once; null when nothing ever was. */
export function seriesOf(minutes: readonly { time: string; value: number }[], { start, end }: Span, how: How): Series | null {
  if (!minutes.some(({ value }) => value > 0)) return null;
  const at = new Map<number, number>();
  for (const { time, value } of minutes) {
    const minute = Math.floor(Date.parse(time) / MINUTE);
    at.set(minute, (at.get(minute) ?? 0) + value);
  }
  // what came before or after belongs to it too: viewers who wait, orders that are paid late
  const known = [...at.keys(), ...[start, end].flatMap((time) => (time === null ? [] : [Math.floor(Date.parse(time) / MINUTE)]))];
  const first = Math.min(...known);
  const last = Math.max(...known);
  const step = Math.ceil((last - first + 1) / MOST);
  const points: Point[] = [];
  for (let minute = first; minute <= last; minute += step) {
    let value = 0;
    for (let one = minute; one < minute + step; one += 1) {
      const here = at.get(one) ?? 0;
      value = how === "sum" ? value + here : Math.max(value, here);
    }
    points.push({ time: minute * MINUTE, value });
  }
  return { from: first * MINUTE, to: (last + 1) * MINUTE, points, top: niceTop(Math.max(...points.map(({ value }) => value))) };
}

/** The first of its highest points. */
export function bestOf({ points }: Series): Point {
  return points.reduce((most, point) => (point.value > most.value ? point : most));
}

/** The next of 1, 2, 5, 10, 20, …: a scale that can be read. */
export function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= most) ?? 10 * power;
}

export type Size = { width: number; height: number };

const short = (value: number) => String(Math.round(value * 10) / 10);

/** A line with its ground, closed below. A single minute is a level line. */
export function areaPath({ points, top }: Series, { width, height }: Size): { line: string; area: string } {
  const y = (value: number) => height - (value / top) * height;
  const step = points.length > 1 ? width / (points.length - 1) : 0;
  const marks = points.map(({ value }, index) => `${short(index * step)} ${short(y(value))}`);
  const only = marks.length === 1 ? [...marks, `${short(width)} ${short(y(points[0]?.value ?? 0))}`] : marks;
  const line = `M${only.join("L")}`;
  return { line, area: `${line}L${short(width)} ${short(height)}L0 ${short(height)}Z` };
}

/** One bar a point; what is not zero is at least a hair. */
export function barsPath({ points, top }: Series, { width, height }: Size): string {
  const step = width / points.length;
  const bar = Math.max(1, Math.min(24, step * 0.7));
  return points
    .map(({ value }, index) => {
      if (value <= 0) return "";
      const tall = Math.max(1.5, (value / top) * height);
      return `M${short(index * step + (step - bar) / 2)} ${short(height)}v${short(-tall)}h${short(bar)}v${short(tall)}Z`;
    })
    .join("");
}
