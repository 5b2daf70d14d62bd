/** A discount code as it is written in the form, and how one that is kept stands. */
import type { Coupon, NewCoupon } from "#/api/types";
import { fromLocalField } from "#/features/studio/local-time";
import { countOf } from "#/lib/typed";
import { amountOf, limitOf } from "#/features/studio/terms/amounts";

export type CouponDraft = {
  code: string;
  kind: "amount" | "percent";
  amount: string;
  percent: string;
  minimum: string;
  from: string;
  until: string;
  maxUses: string;
  perPerson: string;
};
export type CouponFault = keyof CouponDraft;
export const BLANK: CouponDraft = {
  code: "",
  kind: "amount",
  amount: "",
  percent: "",
  minimum: "",
  from: "",
  until: "",
  maxUses: "",
  perPerson: "1",
};

const CODE = /^[\p{L}\p{M}\p{N}_-]{3,24}$/u;

/** As it will be kept; the order service decides. */
export function heardCode(typed: string): string {
  return typed.normalize("NFKC").replace(/\s/g, "").toUpperCase();
}

export function couponOf(draft: CouponDraft, currency: string): { coupon: NewCoupon | null; faults: CouponFault[] } {
  const faults: CouponFault[] = [];
  const isAmount = draft.kind === "amount";
  const amount = amountOf(draft.amount, currency);
  const percent = countOf(draft.percent);
  const minimum = amountOf(draft.minimum, currency);
  const from = draft.from === "" ? null : fromLocalField(draft.from);
  const until = draft.until === "" ? null : fromLocalField(draft.until);
  const maxUses = limitOf(draft.maxUses);
  const perPerson = limitOf(draft.perPerson);
  if (!CODE.test(heardCode(draft.code))) faults.push("code");
  if (isAmount && !amount?.amount_minor) faults.push("amount");
  if (!isAmount && (percent === null || percent < 1 || percent > 100)) faults.push("percent");
  if (minimum === undefined) faults.push("minimum");
  if (draft.from !== "" && from === null) faults.push("from");
  if (draft.until !== "" && (until === null || (from !== null && Date.parse(until) <= Date.parse(from)))) faults.push("until");
  if (maxUses === undefined) faults.push("maxUses");
  if (perPerson === undefined) faults.push("perPerson");
  if (faults.length > 0 || minimum === undefined || maxUses === undefined || perPerson === undefined) return { coupon: null, faults };
  return {
    coupon: {
      code: heardCode(draft.code),
      amount_off: isAmount ? amount : null,
      percent_off: isAmount ? 0 : (percent ?? 0),
      minimum,
      from_time: from,
      until_time: until,
      max_uses: maxUses,
      max_uses_per_person: perPerson,
    },
    faults,
  };
}

export type Standing = "works" | "soon" | "over" | "stopped" | "usedUp";

export function standingOf(coupon: Coupon, now: number): Standing {
  if (coupon.stop_time !== null) return "stopped";
  if (coupon.until_time !== null && Date.parse(coupon.until_time) <= now) return "over";
  if (coupon.max_uses > 0 && coupon.used >= coupon.max_uses) return "usedUp";
  return coupon.from_time !== null && Date.parse(coupon.from_time) > now ? "soon" : "works";
}
