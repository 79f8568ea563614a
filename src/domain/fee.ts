import type { Msat } from "./money.ts";

/** What a payout costs beyond its amount. There is one implementation: of service files and of the embedded API. */
export interface FeeRule {
  /** A share of the amount, in millionths. */
  readonly ppm: number;
  readonly flatMsat: Msat;
  /** Rounded to a multiple of `toMsat`: 1 or 1,000. */
  readonly round: "up" | "down" | "half-up";
  readonly toMsat: number;
  readonly minimumMsat: Msat;
  readonly maximumMsat: Msat | null;
  /** Amounts below are free. */
  readonly freeBelowMsat: Msat;
  /** Whether a payout that was charged and failed gets its fee back with its amount, or pays it all the same. */
  readonly onRefund: FeeOnRefund;
}

/** Every way to treat the fee of a payout that failed. */
export const feesOnRefund = ["returned", "kept"] as const;

/** What becomes of the fee of a payout that failed. */
export type FeeOnRefund = (typeof feesOnRefund)[number];

/** What may be taken beyond the cost of a payout while it is under way: a share of its amount in millionths, or a sum, the higher of the two. */
export interface ReserveRule {
  readonly ppm: number;
  readonly atLeastMsat: Msat;
}

/** How the embedded API charges: its fee, and what it takes first and returns once the payout is decided. */
export interface ChargeRule extends FeeRule {
  readonly reserve: ReserveRule;
}

/** Nothing beyond the cost. */
export const noReserve: ReserveRule = { ppm: 0, atLeastMsat: 0 };

/** No fee. */
export const noFee: FeeRule = {
  ppm: 0,
  flatMsat: 0,
  round: "up",
  toMsat: 1,
  minimumMsat: 0,
  maximumMsat: null,
  freeBelowMsat: 0,
  onRefund: "returned",
};

/** The fee of the original demo, the default of the embedded contract: 2% of the amount, rounded up to a whole sat. */
export const payoutApiFee: FeeRule = { ...noFee, ppm: 20_000, toMsat: 1_000 };

/** The same, and nothing is reserved. */
export const payoutApiCharge: ChargeRule = { ...payoutApiFee, reserve: noReserve };

/** The ways to round, as files name them. */
export const roundings = [
  "up to 1 msat",
  "down to 1 msat",
  "half-up to 1 msat",
  "up to 1 sat",
  "down to 1 sat",
  "half-up to 1 sat",
] as const;

/** What each of them does, in the same order. */
export const roundingTexts: readonly string[] = [
  "to the next millisatoshi",
  "fractions of a millisatoshi are dropped",
  "to the nearest millisatoshi, halves up",
  "to the next satoshi",
  "fractions of a satoshi are dropped",
  "to the nearest satoshi, halves up",
];

/** A way to round, as a rule has it. */
export function roundingOf(text: (typeof roundings)[number]): Pick<FeeRule, "round" | "toMsat"> {
  const [round, unit] = text.split(" to 1 ");
  return { round: round as FeeRule["round"], toMsat: unit === "sat" ? 1_000 : 1 };
}

/** The reserve of a payout: 20,000 msat of 1,000,000 for 2%. */
export function reserveMsatOf({ ppm, atLeastMsat }: ReserveRule, amountMsat: Msat): Msat {
  return Math.max(Math.ceil((amountMsat * ppm) / MILLION), atLeastMsat);
}

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

/** What a payout costs by the embedded contract, where nothing else is declared: 1,020,000 msat for 1,000,000. */
export const costMsat = costMsatOf(payoutApiFee);
