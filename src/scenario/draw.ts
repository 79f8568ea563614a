import { msatOf } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import { type Chance, sample, seededChance } from "../domain/random.ts";
import type { Amount } from "./amount.ts";
import { type FaultName, faultCount, type NamedShare, totalFaultCount } from "./phase-faults.ts";

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
    case "choice":
      return Float64Array.from({ length: payouts }, () => msatOf(amount.sats[upTo(amount.sats.length)] ?? 0));
  }
}

/** The payouts of a phase that meet a fault, each with its one fault. @throws RangeError when the phase has too few payouts. */
export function drawFaults<Name extends FaultName>(
  shares: readonly NamedShare<Name>[],
  { first, payouts }: { readonly first: PayoutNumber; readonly payouts: number },
  chance: Chance,
): (readonly [PayoutNumber, Name])[] {
  let left = sample(payouts, totalFaultCount(shares, payouts), chance);
  return shares.flatMap(({ fault, share }) => {
    const chosen = new Set(sample(left.length, faultCount(share, payouts), chance));
    const met = [...chosen].map((index) => [first + (left[index] ?? 0), fault] as const);
    left = left.filter((_, index) => !chosen.has(index));
    return met;
  });
}
