/** Ways to pay: which of them take an amount, and which is chosen while she has not. Pure. */
import type { Money, PaymentMethod, Way } from "#/api/types";
import type { MessageKey } from "#/i18n/load";

/** What she does then. */
export const WAY_MEANS: Record<Way, MessageKey> = { card: "paying.cardHow", atm: "paying.atmHow", cvs: "paying.cvsHow" };

export function takes({ least, most }: PaymentMethod, total: Money): boolean {
  return least.amount_minor <= total.amount_minor && total.amount_minor <= most.amount_minor;
}

/** What she chose, else what she used last, else the first; null when none takes the amount. */
export function chosenWay(methods: readonly PaymentMethod[], total: Money, ...wishes: (string | null)[]): Way | null {
  const fitting = methods.filter((one) => takes(one, total)).map((one) => one.method);
  return wishes.map((wish) => fitting.find((one) => one === wish)).find((one) => one !== undefined) ?? fitting[0] ?? null;
}
