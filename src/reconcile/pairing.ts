import type { Sats } from "../domain/money.ts";

/**
 * Charges and what reverses them. A give-back reverses one charge and should give back exactly that; what is left over are the open
 * charges, and an honest ledger has one of them for each settlement. They are paired when all entries of a payout are known, because a
 * ledger may list the newest first, and may book amount and fee as entries of their own, charging them, giving them back, or both.
 */
export interface Pairing {
  /** The charges that nothing reversed. */
  readonly openCharges: readonly Sats[];
  /** True when a charge that was reversed was not the cost of the payout. */
  readonly reversedWrongly: boolean;
  /** How many give-backs gave back something else than their charge, and by how much in all. */
  readonly oddGiveBacks: number;
  readonly oddGiveBackSats: Sats;
}

const NOTHING_GIVEN_BACK = { reversedWrongly: false, oddGiveBacks: 0, oddGiveBackSats: 0 } as const;

/** Pairs what was charged for a payout with what was given back, both in the order of the ledger. */
export function pair(charges: readonly Sats[], giveBacks: readonly Sats[], costSats: Sats): Pairing {
  // Nearly every payout: nothing to pair, and no second list to keep.
  if (giveBacks.length === 0) return { openCharges: whole(charges, costSats), ...NOTHING_GIVEN_BACK };
  const open = [...whole(charges, costSats)];
  const returns = whole(giveBacks, costSats);
  let reversedWrongly = false;
  let oddGiveBacks = 0;
  let oddGiveBackSats = 0;
  const reverse = (sats: Sats, index: number) => {
    const [charge] = open.splice(index, 1);
    if (charge !== undefined && charge !== costSats) reversedWrongly = true;
    const oddSats = sats - (charge ?? 0);
    if (oddSats !== 0) oddGiveBacks += 1;
    oddGiveBackSats += oddSats;
  };
  // Those that find their own charge come first, so that no odd one takes it away from them.
  const others: Sats[] = [];
  for (const sats of returns) {
    const index = open.lastIndexOf(sats);
    if (index === -1) others.push(sats);
    else reverse(sats, index);
  }
  for (const sats of others) reverse(sats, Math.max(0, open.length - 1));
  return { openCharges: open, reversedWrongly, oddGiveBacks, oddGiveBackSats };
}

/** Puts parts together: what is smaller than the whole cost counts as whole costs, where it adds up to them. */
function whole(all: readonly Sats[], costSats: Sats): readonly Sats[] {
  const isPart = (sats: Sats) => sats > 0 && sats < costSats;
  const costs = all.reduce((sum, sats) => (isPart(sats) ? sum + sats : sum), 0) / costSats;
  if (costs === 0 || !Number.isInteger(costs)) return all;
  return [...all.filter((sats) => !isPart(sats)), ...Array.from({ length: costs }, () => costSats)];
}
