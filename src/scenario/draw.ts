import type { PayoutNumber } from "../domain/payout.ts";
import { type Chance, sample, seededChance } from "../domain/random.ts";
import type { Amount } from "./amount.ts";
import { faultCount } from "./fault-share.ts";
import type { FaultName, NamedShare } from "./phase-faults.ts";

/** The draws of a plan. What is drawn for one purpose has a stream of chance of its own, so that a change there moves nothing else. */

/** A source of chance for one purpose: the seed, moved by a hash of the purpose's name (FNV-1a). */
export function stream(seed: number, purpose: string): Chance {
  let hash = 0x811c9dc5;
  for (const character of purpose) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return seededChance((seed ^ hash) >>> 0);
}

/** The amount of each payout in sats. */
export function drawAmounts(amount: Amount, payouts: number, chance: Chance): Uint32Array {
  const upTo = (size: number) => Math.floor(chance() * size);
  switch (amount.kind) {
    case "fixed":
      return new Uint32Array(payouts).fill(amount.sats);
    case "range": {
      const span = amount.maxSats - amount.minSats + 1;
      return Uint32Array.from({ length: payouts }, () => amount.minSats + upTo(span));
    }
    case "choice":
      return Uint32Array.from({ length: payouts }, () => amount.sats[upTo(amount.sats.length)] ?? 0);
  }
}

/**
 * Chooses the payouts of a phase that meet a fault, and shares them out among the faults: no payout meets two. `meet` is told of each.
 * @throws RangeError when the phase has too few.
 */
export function shareOut<Name extends FaultName>(
  shares: readonly NamedShare<Name>[],
  phase: { readonly first: PayoutNumber; readonly payouts: number },
  chance: Chance,
  meet: (payout: PayoutNumber, fault: Name) => void,
): void {
  const counts = shares.map(({ fault, share }) => ({ fault, count: faultCount(share, phase.payouts) }));
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  let left = sample(phase.payouts, all, chance);
  for (const { fault, count } of counts) {
    const chosen = new Set(sample(left.length, count, chance));
    for (const index of chosen) meet(phase.first + (left[index] ?? 0), fault);
    left = left.filter((_, index) => !chosen.has(index));
  }
}
