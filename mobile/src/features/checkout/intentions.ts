import { newKey } from "#/api/client";
import { Intentions } from "#/features/checkout/intention";

/** Lives as long as the page: going back and forth between screens does not make a new intention. */
export const intentions = new Intentions(newKey);
