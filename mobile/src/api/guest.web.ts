/** A browser's guest is in a cookie that no script can read. */
const NONE: Record<string, string> = {};

export const guest = {
  headers: (): Promise<Record<string, string>> => Promise.resolve(NONE),
  note: (): Promise<void> => Promise.resolve(),
};
