/**
 * One Idempotency-Key per intention.
 *
 * An intention is a thing the person means to do (`name`) with what she saw (`content`). However
 * often she presses, and however often the network fails, the same content keeps its key; another
 * content is another intention. `settle` ends it: the next press means it anew.
 */
export class Intentions {
  readonly #makeKey: () => string;
  readonly #open = new Map<string, { content: string; key: string }>();

  constructor(makeKey: () => string) {
    this.#makeKey = makeKey;
  }

  keyFor(name: string, content: unknown): string {
    const text = JSON.stringify(content);
    const open = this.#open.get(name);
    if (open?.content === text) return open.key;
    const key = this.#makeKey();
    this.#open.set(name, { content: text, key });
    return key;
  }

  settle(name: string): void {
    this.#open.delete(name);
  }
}
