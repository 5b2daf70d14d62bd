import type { Summary } from "#/api/types";
import { bestOf, niceTop, seriesOf, type Series, type Span } from "#/features/studio/series";

type Sales = Pick<Summary["sales"], "products" | "minutes">;
/** `title` is null for all the products together that are not told minute by minute. */
export type ProductSeries = { key: string; title: string | null; sum: number; series: Series };

const iso = (time: number) => new Date(time).toISOString();
const valued = ({ time, amount: value }: { time: string; amount: number }) => ({ time, value });

/** Sales of one currency over the same minutes and on the same scale, the best sold product first. */
export function productSeriesOf({ products, minutes }: Sales, currency: string, span: Span): ProductSeries[] {
  const mine = minutes.filter((one) => one.currency === currency);
  const whole = seriesOf(mine.map(valued), span, "sum");
  if (whole === null) return [];
  const told = products.filter((one) => one.currency === currency && one.minutes.length > 0);
  const rest = new Map(mine.map(({ time, amount }) => [time, amount]));
  for (const { time, amount } of told.flatMap((one) => one.minutes)) rest.set(time, (rest.get(time) ?? 0) - amount);

  // the whole's minutes are everyone's, so that rows stand under each other
  const same: Span = { start: iso(whole.from), end: iso(whole.to - 1) };
  const found: ProductSeries[] = [];
  const add = (key: string, title: string | null, values: { time: string; value: number }[]) => {
    const series = seriesOf(values, same, "sum");
    if (series) found.push({ key, title, sum: values.reduce((sum, { value }) => sum + value, 0), series });
  };
  for (const one of told) add(one.product_id, one.title, one.minutes.map(valued));
  add("rest", null, [...rest].map(([time, value]) => ({ time, value })));
  const top = niceTop(Math.max(...found.map(({ series }) => bestOf(series).value)));
  return found.map((one) => ({ ...one, series: { ...one.series, top } }));
}
