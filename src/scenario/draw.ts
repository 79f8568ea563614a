import { hostileAmountOf } from "../domain/hostile-amount.ts";
import { msatOf } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import { type Chance, sample, seededChance } from "../domain/random.ts";
import { type Amount, ORDINARY_SATS } from "./amount.ts";
import type { FaultName } from "./fault-names.ts";
import { faultCount, type NamedShare, totalFaultCount } from "./phase-faults.ts";

/** Random numbers for one purpose, so that changing one draw moves no other: the seed XOR an FNV-1a hash of the purpose. */
export function chanceFor(seed: number, purpose: string): Chance {
  let hash = 0x811c9dc5;
  for (const character of purpose) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return seededChance((seed ^ hash) >>> 0);
}

/** The amount of each payout in msat. */
export function drawAmounts(amount: Amount, payouts: number, chance: Chance): Float64Array {
  const upTo = (size: number) => Math.floor(chance() * size);
  switch (amount.kind) {
    case "fixed":
      return new Float64Array(payouts).fill(msatOf(amount.sats));
    case "range": {
      const { minSats, maxSats } = amount;
      const stepMsat = Number.isInteger(minSats) && Number.isInteger(maxSats) ? msatOf(1) : 1;
      const [minMsat, maxMsat] = [msatOf(minSats), msatOf(maxSats)];
      const steps = (maxMsat - minMsat) / stepMsat + 1;
      return Float64Array.from({ length: payouts }, () => minMsat + upTo(steps) * stepMsat);
    }
    case "hostile":
      return Float64Array.from({ length: payouts }, (_, index) =>
        hostileAmountOf(amount.names, index + 1) === undefined ? msatOf(ORDINARY_SATS) : 0,
      );
    case "choice":
      return Float64Array.from({ length: payouts }, () => msatOf(amount.sats[upTo(amount.sats.length)] ?? 0));
  }
}

/** Whom a fault is drawn for. */
interface Pool {
  readonly first: PayoutNumber;
  readonly payouts: number;
  /** Drawn before any other, because the fault can happen to them; all are alike where undefined. */
  readonly preferred?: readonly PayoutNumber[] | undefined;
}

/**
 * The payouts of a phase that meet a fault, each with its one fault. @throws RangeError when the phase has too few payouts.
 */
export function drawFaults<Name extends FaultName>(
  shares: readonly NamedShare<Name>[],
  { first, payouts, preferred = [] }: Pool,
  chance: Chance,
): (readonly [PayoutNumber, NamedShare<Name>])[] {
  let left = chosenAmong(
    payouts,
    preferred.map((payout) => payout - first),
    totalFaultCount(shares, payouts),
    chance,
  );
  return shares.flatMap((named) => {
    const chosen = new Set(sample(left.length, faultCount(named.share, payouts), chance));
    const met = [...chosen].map((index) => [first + (left[index] ?? 0), named] as const);
    left = left.filter((_, index) => !chosen.has(index));
    return met;
  });
}

/** So many of the payouts, counted from 0 and ascending; the preferred ones first. */
function chosenAmong(payouts: number, preferred: readonly number[], count: number, chance: Chance): number[] {
  if (preferred.length === 0) return sample(payouts, count, chance);
  if (count <= preferred.length) return sample(preferred.length, count, chance).map((index) => preferred[index] ?? 0);
  const isPreferred = new Set(preferred);
  const others = Array.from({ length: payouts }, (_, index) => index).filter((index) => !isPreferred.has(index));
  const rest = sample(others.length, count - preferred.length, chance).map((index) => others[index] ?? 0);
  return [...preferred, ...rest].sort((left, right) => left - right);
}
