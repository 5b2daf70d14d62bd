/** One engine after another until one works: seen from outside it is one. */
import type { Engine } from "#/features/show/player";

/** Makes an engine, which calls `fell`, some time later, when its way does not work here. */
export type Make = (fell: () => void) => Engine;

export function inOrder(first: Make, ...others: readonly Make[]): Engine {
  let isOver = false;
  const waiting = [...others];
  const turnTo = (make: Make): Engine =>
    make(() => {
      const next = waiting.shift();
      if (next !== undefined && !isOver) now = turnTo(next);
    });
  let now = turnTo(first);
  return {
    get protocol() {
      return now.protocol;
    },
    stop: () => {
      isOver = true;
      now.stop();
    },
    reload: () => { now.reload(); },
    recover: () => now.recover(),
    levels: () => now.levels(),
    chosen: () => now.chosen(),
    choose: (level) => { now.choose(level); },
    takenAt: () => now.takenAt(),
    behind: () => now.behind(),
    toLive: () => { now.toLive(); },
    bandwidth: () => now.bandwidth(),
    position: () => now.position(),
    duration: () => now.duration(),
    seek: (seconds) => { now.seek(seconds); },
  };
}
