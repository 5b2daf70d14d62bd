import { describe, expect, it } from "vitest";
import type { OrderMoney, ShopPayment } from "#/api/types";
import { moneyLines } from "#/features/orders/money-lines";
import { byDay } from "#/features/studio/money/words";
import { formatDay } from "#/i18n/format";

const twd = (amount_minor: number) => ({ currency_code: "TWD", amount_minor });
const at = (minute: number) => `2026-11-05T12:${String(minute).padStart(2, "0")}:00Z`;

const PAYMENT: OrderMoney["payment"] = {
  payment_id: "p",
  order_id: "o",
  provider: "ecpay",
  state: "settled",
  amount: twd(168_800),
  refunded: twd(50_000),
  pay_code: null,
  method: "card",
  settle_time: at(2),
};

function paid(): OrderMoney {
  return {
    payment: PAYMENT,
    entries: [
      { kind: "started", entry_time: at(1), attempt: 1, provider: "ecpay", amount: twd(168_800), pay_until_time: null, method: "card" },
      { kind: "paid", entry_time: at(2), attempt: 1, provider: "ecpay", amount: twd(168_800), pay_until_time: null, method: "card" },
      { kind: "from_tomorrow", entry_time: at(2), attempt: 1, provider: "ecpay", amount: twd(1), pay_until_time: null, method: "card" },
    ],
    refunds: [
      {
        refund_id: "r",
        payment_id: "p",
        state: "done",
        amount: twd(50_000),
        cause: "shop",
        reason: "",
        code: "",
        create_time: at(5),
        refund_time: at(9),
        note: "",
      },
    ],
    asks: [
      {
        ask_id: "a",
        payment_id: "p",
        order_id: "o",
        order_no: "NM1",
        state: "accepted",
        amount: twd(50_000),
        reason: "damaged",
        note: "",
        ask_time: at(3),
        answer_by_time: at(30),
        answer_time: at(5),
        decline_reason: "",
        answer_note: "",
        refund_id: "r",
        needs_owner: false,
      },
    ],
    askable: twd(118_800),
    unaskable: "",
    ask_until_time: null,
  };
}

describe("an order's money", () => {
  it("is told in the order in which it happened, without what this app does not know", () => {
    const words = moneyLines(paid()).map((line) => line.word);
    expect(words).toEqual(["refunds.hStarted", "refunds.hPaid", "refunds.hAsked", "refunds.hAccepted", "refunds.hDone"]);
  });

  it("says how it was begun, and the last moment of a code", () => {
    const found = paid();
    const code = { kind: "code_issued", entry_time: at(1), attempt: 1, provider: "ecpay", amount: twd(168_800), method: "atm" as const };
    found.entries.push({ ...code, pay_until_time: "2026-11-27T16:00:00.000Z" });
    const [started, issued] = moneyLines(found);
    expect(started?.way).toBe("orders.card");
    expect(issued).toMatchObject({ word: "refunds.hCode", until: "2026-11-27T15:59:59.000Z" });
  });

  it("counts what is on its way from when it was asked for", () => {
    const found = paid();
    found.refunds = found.refunds.map((one) => ({ ...one, state: "open", refund_time: null }));
    expect(moneyLines(found).at(-1)).toMatchObject({ word: "refunds.hOpen", time: at(5) });
  });
});

describe("a shop's payments", () => {
  const one = (id: string, day: string): ShopPayment => ({
    payment: { ...PAYMENT, payment_id: id },
    order_no: id,
    create_time: at(1),
    day,
    by_hand: 0,
  });
  const sum = (day: string) => ({ day, came: twd(100), went_back: twd(0) });

  it("lie in their days, and a day on two pages has its sums once", () => {
    const days = byDay(
      [one("c", "2026-11-06"), one("b", "2026-11-05"), one("a", "2026-11-05")],
      [sum("2026-11-06"), sum("2026-11-05"), sum("2026-11-05"), sum("2026-11-04")],
    );
    expect(days.map(({ day, sums, payments }) => [day, sums.length, payments.length])).toEqual([
      ["2026-11-06", 1, 1],
      ["2026-11-05", 1, 2],
    ]);
  });

  it("have days that are the same wherever they are read", () => {
    expect(formatDay("2026-11-05", "en")).toContain("5");
    expect(formatDay("2026-11-05", "en")).toContain("Thu");
  });
});
