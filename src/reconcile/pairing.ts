import type { Msat } from "../domain/money.ts";

/**
 * Charges and what reverses them. A give-back reverses one charge and should give back exactly that; what is left over are the open
 * charges, and an honest ledger has one of them for each settlement. They are paired when all entries of a payout are known, because a
 * ledger may list the newest first, and may book amount and fee as entries of their own, charging them, giving them back, or both.
 */
export interface Pairing {
  /** The charges that nothing reversed. */
  readonly openCharges: readonly Msat[];
  /** True when a charge that was reversed was not the cost of the payout. */
  readonly reversedWrongly: boolean;
  /** How many give-backs gave back something else than their charge, and by how much in all. */
  readonly oddGiveBacks: number;
  readonly oddGiveBackMsat: Msat;
}

const NOTHING_GIVEN_BACK = { reversedWrongly: false, oddGiveBacks: 0, oddGiveBackMsat: 0 } as const;

/** Pairs what was charged for a payout with what was given back, both in the order of the ledger. */
export function pair(charges: readonly Msat[], giveBacks: readonly Msat[], costMsat: Msat): Pairing {
  // Nearly every payout: nothing to pair, and no second list to keep.
  if (giveBacks.length === 0) return { openCharges: whole(charges, costMsat), ...NOTHING_GIVEN_BACK };
  const open = [...whole(charges, costMsat)];
  const returns = whole(giveBacks, costMsat);
  let reversedWrongly = false;
  let oddGiveBacks = 0;
  let oddGiveBackMsat = 0;
  const reverse = (msat: Msat, index: number) => {
    const [charge] = open.splice(index, 1);
    if (charge !== undefined && charge !== costMsat) reversedWrongly = true;
    const oddMsat = msat - (charge ?? 0);
    if (oddMsat !== 0) oddGiveBacks += 1;
    oddGiveBackMsat += oddMsat;
  };
  // Those that find their own charge come first, so that no odd one takes it away from them.
  const others: Msat[] = [];
  for (const msat of returns) {
    const index = open.lastIndexOf(msat);
    if (index === -1) others.push(msat);
    else reverse(msat, index);
  }
  for (const msat of others) reverse(msat, Math.max(0, open.length - 1));
  return { openCharges: open, reversedWrongly, oddGiveBacks, oddGiveBackMsat };
}

/** Puts parts together: what is smaller than the whole cost counts as whole costs, where it adds up to them. */
function whole(all: readonly Msat[], costMsat: Msat): readonly Msat[] {
  const isPart = (msat: Msat) => msat > 0 && msat < costMsat;
  const costs = all.reduce((sum, msat) => (isPart(msat) ? sum + msat : sum), 0) / costMsat;
  if (costs === 0 || !Number.isInteger(costs)) return all;
  return [...all.filter((msat) => !isPart(msat)), ...Array.from({ length: costs }, () => costMsat)];
}
