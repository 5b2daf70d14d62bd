/** Phones play HLS themselves: nothing to fetch. */
export function loadHls(): Promise<null> {
  return Promise.resolve(null);
}

export function hasMediaSource(): boolean {
  return false;
}

/** One way only. */
export const offersLow: (whepUrl: string) => boolean = () => false;
