/**
 * Layers over a screen, each a place in the browser's history: the back button closes the topmost
 * layer, not the screen under it.
 *
 * All places of a screen carry the router's own mark (`id`), and the router does not hear of moves
 * between them: for it nothing has changed, whatever the address says. So the screen stays as it is.
 */
export type Layer = { onBack: () => void };

type Mark = { id?: string; layers?: number } | null;

/** The open layers of each of the router's places, topmost last. */
const stacks = new Map<string, Layer[]>();
/** Moves that were asked for here and only follow what was closed already. */
let awaited = 0;

function idOf(mark: Mark): string {
  return mark?.id ?? "";
}

function markNow(): Mark {
  return window.history.state as Mark;
}

function stackOf(layer: Layer): Layer[] | undefined {
  return [...stacks.values()].find((stack) => stack.includes(layer));
}

function popped(event: PopStateEvent) {
  const mark = event.state as Mark;
  const stack = stacks.get(idOf(mark));
  if (stack === undefined) return;
  const depth = mark?.layers ?? 0;
  if (depth === stack.length && awaited === 0) return; // another screen lay over this one
  awaited = Math.max(0, awaited - 1);
  event.stopImmediatePropagation();
  // forward again to what was closed: it does not come back
  if (depth > stack.length) {
    awaited += 1;
    window.history.go(stack.length - depth);
  }
  while (stack.length > depth) stack.pop()?.onBack();
}

// Browsers tell the window's listeners in the order in which they came: this one must come before
// the router's, so the app's entry loads this file first.
window.addEventListener("popstate", popped);

/** `url` is what the address says while the layer is the topmost. */
export function openLayer(onBack: () => void, url?: string): Layer {
  const layer = { onBack };
  const mark = markNow();
  const stack = stacks.get(idOf(mark)) ?? [];
  stacks.set(idOf(mark), stack);
  stack.push(layer);
  window.history.pushState({ ...mark, layers: stack.length }, "", url);
  return layer;
}

/** As the back button would: this layer and what lies over it. */
export function closeLayer(layer: Layer): void {
  const stack = stackOf(layer);
  if (stack) window.history.go(stack.indexOf(layer) - stack.length);
}

/** The layer is gone from the screen already; its place in the history goes too, if she is there. */
export function dropLayer(layer: Layer): void {
  const stack = stackOf(layer);
  if (!stack) return;
  const gone = stack.splice(stack.indexOf(layer));
  const mark = markNow();
  if (stacks.get(idOf(mark)) !== stack || (mark?.layers ?? 0) !== stack.length + gone.length) return;
  awaited += 1;
  window.history.go(-gone.length);
}

/** Its whole screen is gone, and with it the places. */
export function forgetLayer(layer: Layer): void {
  const stack = stackOf(layer);
  stack?.splice(stack.indexOf(layer), 1);
}

/** This place is the screen itself, with nothing over it. */
export function baseHere(url: string): void {
  window.history.replaceState({ ...markNow(), layers: 0 }, "", url);
}

/** The topmost layer shows another thing now. */
export function renameLayer(url: string): void {
  window.history.replaceState(markNow(), "", url);
}
