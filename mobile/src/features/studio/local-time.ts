/** `datetime-local` speaks of the person's own clock, the API of the world's. */

const two = (value: number) => String(value).padStart(2, "0");

export function toLocalField(time: Date): string {
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** The time with its offset; null when nothing sensible was typed. */
export function fromLocalField(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}$/.test(text)) return null;
  const time = new Date(text.replace(" ", "T"));
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

const QUARTER = 15 * 60_000;

/** The next full quarter of an hour, to begin with. */
export function nextQuarter(now: number): Date {
  return new Date(Math.ceil((now + 1) / QUARTER) * QUARTER);
}
