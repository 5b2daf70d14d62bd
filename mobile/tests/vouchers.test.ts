import { describe, expect, it } from "vitest";
import { asked, type Typed } from "#/features/studio/vouchers/typed";
import { answerOf, secondsLeft, voucherToShow } from "#/features/vouchers/voucher";
import type { ClaimAnswer, VoucherEvent } from "#/realtime/frames";
import { EMPTY, withEvents, withJoined } from "#/realtime/store";

const twd = (amount_minor: number) => ({ currency_code: "TWD", amount_minor });
const voucher = (over: Partial<VoucherEvent> = {}): VoucherEvent => ({
  kind: "voucher",
  id: "1-0",
  ts: 100_000,
  voucher_id: "v1",
  keyword: "領券",
  state: "open",
  units: 50,
  left: 50,
  amount_off: twd(5000),
  percent_off: 0,
  most_off: null,
  minimum: twd(0),
  closes: 160_000,
  until: 900_000,
  root: "",
  ...over,
});
const answer = (outcome: ClaimAnswer["outcome"], user_id = "u1", place = 0): ClaimAnswer => ({
  user_id,
  message_id: "2-0",
  outcome,
  product_id: "v1",
  variant_id: "v1",
  quantity: 1,
  units: 1,
  place,
  total: 50,
  line: 0,
  due: 0,
  doubt: "",
});
const keyed = (...all: VoucherEvent[]) => Object.fromEntries(all.map((one) => [one.voucher_id, one]));

describe("which voucher is seen", () => {
  it("is the one that can be taken, before one that is over", () => {
    const known = keyed(voucher({ voucher_id: "old", closes: 149_000 }), voucher());
    expect(voucherToShow(known, 150_000)?.voucher_id).toBe("v1");
  });
  it("is for a moment one that has ended, by its time or by the host", () => {
    expect(voucherToShow(keyed(voucher()), 167_999)?.voucher_id).toBe("v1");
    expect(voucherToShow(keyed(voucher()), 168_000)).toBeNull();
    const stopped = voucher({ state: "closed", ts: 120_000 });
    expect(voucherToShow(keyed(stopped), 127_999)?.voucher_id).toBe("v1");
    expect(voucherToShow(keyed(stopped), 128_000)).toBeNull();
  });
  it("has no time left once it is closed", () => {
    expect(secondsLeft(voucher(), 150_000)).toBe(10);
    expect(secondsLeft(voucher({ state: "closed" }), 150_000)).toBe(0);
  });
});

it("what is hers stays hers, whatever she hears later", () => {
  const answers = [answer("yours", "u1", 12), answer("sold_out", "u2"), answer("over_limit")];
  expect(answerOf(answers, "v1", "u1")?.place).toBe(12);
  expect(answerOf(answers, "v1", "u2")?.outcome).toBe("sold_out");
  expect(answerOf(answers, "v2", "u1")).toBeNull();
});

it("the room keeps the newest word on each voucher, also for who comes later", () => {
  const event = { ...voucher({ left: 3 }), id: "1-0" };
  expect(withEvents(EMPTY, [event]).vouchers["v1"]?.left).toBe(3);
  const joined = withJoined(EMPTY, { events: [event], state: { "voucher:v1": voucher({ left: 1 }) }, hasGap: false });
  expect(joined.vouchers["v1"]?.left).toBe(1);
});

describe("what the host typed", () => {
  const typed: Typed = { kind: "amount", amount: "50", percent: "", most: "", minimum: "", units: "50", minutes: "1", days: "7", keyword: " 領券 " };
  it("is a voucher", () => {
    expect(asked(typed, "TWD").voucher).toMatchObject({ keyword: "領券", amount_off: twd(5000), most_off: null, window_s: 60, valid_s: 604_800 });
    const percent = asked({ ...typed, kind: "percent", percent: "10", most: "100" }, "TWD").voucher;
    expect(percent).toMatchObject({ amount_off: null, percent_off: 10, most_off: twd(10_000) });
  });
  it.each([
    ["amount", { amount: "50.5" }],
    ["amount", { amount: "" }],
    ["minimum", { minimum: "0.5" }],
    ["units", { units: "0" }],
    ["minutes", { minutes: "61" }],
    ["days", { days: "366" }],
    ["percent", { kind: "percent", percent: "101" }],
  ] as const)("is none with a wrong %s", (name, over) => {
    const { voucher: none, wrong } = asked({ ...typed, ...over }, "TWD");
    expect(none).toBeNull();
    expect([...wrong]).toEqual([name]);
  });
});
