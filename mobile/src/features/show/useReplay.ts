import { useMemo } from "react";
import type { Show } from "#/api/types";
import { marksOf, partsOf, type Pin } from "#/features/show/timeline";

const NO_SHOW: Show["recordings"] = [];
const NO_PINS: Pin[] = [];

/** The recorded show on one line, with what was held up. */
export function useReplay(recordings: Show["recordings"] | undefined, pins: Pin[] | undefined) {
  const parts = useMemo(() => partsOf(recordings ?? NO_SHOW), [recordings]);
  const marks = useMemo(() => marksOf(parts, pins ?? NO_PINS), [parts, pins]);
  return { parts, marks };
}
