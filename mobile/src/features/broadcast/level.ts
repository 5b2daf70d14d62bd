const FLOOR_DB = -60;

/** Loudness of samples as a share of the scale, 0 to 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const one of samples) sum += one * one;
  const db = 10 * Math.log10(sum / Math.max(1, samples.length));
  return Number.isFinite(db) ? Math.min(1, Math.max(0, 1 - db / FLOOR_DB)) : 0;
}
