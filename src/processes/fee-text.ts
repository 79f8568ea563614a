import type { ChargeRule } from "../domain/fee.ts";
import { satsOf } from "../domain/money.ts";

const PPM_OF_PERCENT = 10_000;

/** A fee rule as `serve --fee` and scenario files take it. */
export function feeText({
  ppm,
  flatMsat,
  round,
  toMsat,
  minimumMsat,
  maximumMsat,
  reserve,
  onRefund,
}: ChargeRule): string {
  return JSON.stringify({
    percent: ppm / PPM_OF_PERCENT,
    flat: satsOf(flatMsat),
    round: `${round} to 1 ${toMsat === 1 ? "msat" : "sat"}`,
    minimum: satsOf(minimumMsat),
    ...(maximumMsat === null ? {} : { maximum: satsOf(maximumMsat) }),
    reserve: { percent: reserve.ppm / PPM_OF_PERCENT, atLeast: satsOf(reserve.atLeastMsat) },
    onRefund,
  });
}
