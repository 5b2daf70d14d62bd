/** Tables want more width than text. */
export const TABLE = 1120;
