import type { Msat } from "../domain/money.ts";
import type { FeeRule } from "./service-file.ts";

const MILLION = 1_000_000;

/**
 * What a payout takes from a balance by a fee rule: its amount and the fee. The fee is the share and the flat part together, rounded, then kept
 * between the minimum and the maximum; small amounts may be free. Exact at any amount: nothing is ever a fraction. The routing fee, where it is
 * charged to the account, comes on top, and only the rail knows it.
 */
export function costMsatOf(rule: FeeRule): (amountMsat: Msat) => Msat {
  const { minimumMsat, maximumMsat, freeBelowMsat } = rule;
  return (amountMsat) => {
    if (amountMsat < freeBelowMsat) return amountMsat;
    const fee = Math.max(roundedFee(rule, amountMsat), minimumMsat);
    return amountMsat + (maximumMsat === null ? fee : Math.min(fee, maximumMsat));
  };
}

function roundedFee(rule: FeeRule, amountMsat: Msat): Msat {
  const millionths = amountMsat * rule.ppm + rule.flatMsat * MILLION;
  const step = rule.toMsat * MILLION;
  return Number.isSafeInteger(millionths + step) ? rounded(rule, millionths, step) : exactFee(rule, amountMsat);
}

function rounded({ round }: FeeRule, millionths: number, step: number): Msat {
  const rest = millionths % step;
  const isUp = round === "up" ? rest > 0 : round === "half-up" && rest * 2 >= step;
  return (millionths - rest + (isUp ? step : 0)) / MILLION;
}

/** The same for amounts whose millionths a number does not hold. */
function exactFee({ ppm, flatMsat, toMsat, round }: FeeRule, amountMsat: Msat): Msat {
  const million = BigInt(MILLION);
  const millionths = BigInt(amountMsat) * BigInt(ppm) + BigInt(flatMsat) * million;
  const step = BigInt(toMsat) * million;
  const rest = millionths % step;
  const isUp = round === "up" ? rest > 0n : round === "half-up" && rest * 2n >= step;
  return Number((millionths - rest + (isUp ? step : 0n)) / million);
}
