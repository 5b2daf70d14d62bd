import { useEffect, useMemo, useRef, useState } from "react";
import { baseHere, closeLayer, forgetLayer, openLayer, renameLayer, type Layer } from "#/lib/layers";
import { pathOf, type SheetName } from "#/features/show/sheets/names";

export type Sheets = {
  /** The topmost, or null when only the show is there. */
  top: SheetName | null;
  /** All of them, the topmost last. */
  names: readonly SheetName[];
  open: (name: SheetName) => void;
  /** In the place of the topmost. */
  replace: (name: SheetName) => void;
  back: () => void;
  /** All of them; `then` happens when the show is in front again. */
  close: (then?: () => void) => void;
};

/** The pile of sheets over a show; each is a place in the history, so that back closes one. */
export function useSheets(showId: string, first: SheetName | null): Sheets {
  const [names, setNames] = useState<readonly SheetName[]>([]);
  const layers = useRef<Layer[]>([]);
  const after = useRef<(() => void) | null>(null);

  const acts = useMemo(() => {
    const open = (name: SheetName) => {
      const layer: Layer = openLayer(() => {
        layers.current = layers.current.filter((one) => one !== layer);
        setNames((now) => now.slice(0, -1));
        if (layers.current.length > 0) return;
        const then = after.current;
        after.current = null;
        if (then) setTimeout(then);
      }, pathOf(showId, name));
      layers.current.push(layer);
      setNames((now) => [...now, name]);
    };
    return {
      open,
      replace: (name: SheetName) => {
        if (layers.current.length === 0) {
          open(name);
          return;
        }
        renameLayer(pathOf(showId, name));
        setNames((now) => [...now.slice(0, -1), name]);
      },
      back: () => {
        const top = layers.current.at(-1);
        if (top) closeLayer(top);
      },
      close: (then?: () => void) => {
        const lowest = layers.current[0];
        if (!lowest) {
          then?.();
          return;
        }
        after.current = then ?? null;
        closeLayer(lowest);
      },
    };
  }, [showId]);

  // A link can open a sheet: the show comes under it, so that back leads there.
  const isTaken = useRef(false);
  useEffect(() => {
    if (first === null || isTaken.current) return;
    isTaken.current = true;
    baseHere(pathOf(showId, null));
    acts.open(first);
  }, [first, showId, acts]);

  useEffect(
    () => () => {
      for (const layer of layers.current) forgetLayer(layer);
    },
    [],
  );

  const top = names.at(-1) ?? null;
  return useMemo(() => ({ ...acts, top, names }), [acts, top, names]);
}
