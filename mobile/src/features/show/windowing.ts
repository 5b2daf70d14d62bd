/**
 * Which lines of a long list are drawn, counted from its end. Pure: nothing here knows a screen.
 *
 * The list hangs from its end, so only what lies below the drawn lines must be exact; what lies
 * above is a guess that gets right as she comes near. So drawing at the end costs the same however
 * long the list is.
 */
const FIRST_GUESS = 28;
const MOST_KNOWN = 12_000;

export type Drawn = { start: number; end: number; above: number; below: number };

export class Heights {
  private readonly known = new Map<string, number>();
  private sum = 0;

  get guess(): number {
    return this.known.size === 0 ? FIRST_GUESS : this.sum / this.known.size;
  }

  has(id: string): boolean {
    return this.known.has(id);
  }

  set(id: string, height: number): void {
    this.sum += height - (this.known.get(id) ?? 0);
    this.known.set(id, height);
    if (this.known.size <= MOST_KNOWN) return;
    const [oldest] = this.known;
    if (oldest === undefined) return;
    this.known.delete(oldest[0]);
    this.sum -= oldest[1];
  }

  clear(): void {
    this.known.clear();
    this.sum = 0;
  }

  /** How high above the end a line begins; the first one if it is not there. */
  below(lines: readonly { id: string }[], index: number): number {
    return lines.slice(Math.max(0, index)).reduce((sum, { id }) => sum + (this.known.get(id) ?? this.guess), 0);
  }

  /** The lines between `from` and `to` px above the end. */
  between(lines: readonly { id: string }[], from: number, to: number): Drawn {
    const { guess } = this;
    let [start, end, below, passed] = [lines.length, lines.length, 0, 0];
    while (start > 0 && passed < to) {
      start -= 1;
      passed += this.known.get(lines[start]?.id ?? "") ?? guess;
      if (passed > from) continue;
      end = start;
      below = passed;
    }
    return { start, end, above: start * guess, below };
  }
}
