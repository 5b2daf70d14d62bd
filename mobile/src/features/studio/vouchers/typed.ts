/** The voucher that the host's figures mean, or which of them mean none. Pure. */
import type { NewVoucher } from "#/api/types";
import { countOf, minorOf } from "#/lib/typed";

export type Typed = {
  kind: "amount" | "percent";
  amount: string;
  percent: string;
  most: string;
  minimum: string;
  units: string;
  minutes: string;
  days: string;
  keyword: string;
};

const MOST = { percent: 100, units: 100_000, minutes: 60, days: 365 } as const;

export function asked(typed: Typed, currency_code: string): { voucher: NewVoucher | null; wrong: ReadonlySet<keyof Typed> } {
  const wrong = new Set<keyof Typed>();
  const count = (name: keyof typeof MOST) => {
    const value = countOf(typed[name]) ?? 0;
    if (value < 1 || value > MOST[name]) wrong.add(name);
    return value;
  };
  const money = (name: "amount" | "most" | "minimum") => {
    const amount_minor = minorOf(typed[name], currency_code);
    if (amount_minor === null) {
      if (name === "amount" || typed[name].trim() !== "") wrong.add(name);
      return null;
    }
    return { currency_code, amount_minor };
  };
  const isAmount = typed.kind === "amount";
  const voucher: NewVoucher = {
    keyword: typed.keyword.trim(),
    amount_off: isAmount ? money("amount") : null,
    percent_off: isAmount ? 0 : count("percent"),
    most_off: isAmount ? null : money("most"),
    minimum: money("minimum") ?? { currency_code, amount_minor: 0 },
    units: count("units"),
    window_s: count("minutes") * 60,
    valid_s: count("days") * 86_400,
  };
  return { voucher: wrong.size === 0 ? voucher : null, wrong };
}
