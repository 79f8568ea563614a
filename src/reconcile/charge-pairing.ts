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
  readonly reversedWrongAmount: boolean;
  /** How many charges were given back only in part, and how much of them is missing, as a positive sum. */
  readonly partialRefunds: number;
  readonly unrefundedMsat: Msat;
  /** How many give-backs gave back more than their charge, nothing of it, or no charge at all, and by how much in all. */
  readonly excessReversals: number;
  readonly excessReversalMsat: Msat;
}

/** What a payout costs, and what may be held beyond it for a while. */
export interface Price {
  readonly costMsat: Msat;
  readonly mayHoldMsat: Msat;
}

const NOTHING_GIVEN_BACK = {
  ...{ reversedWrongAmount: false, partialRefunds: 0, unrefundedMsat: 0, excessReversals: 0, excessReversalMsat: 0 },
} as const;

/** Pairs what was charged for a payout with what was given back, both in the order of the ledger. */
export function pairWithReversals(charges: readonly Msat[], reversals: readonly Msat[], price: Price): Pairing {
  const { costMsat } = price;
  // Nearly every payout: nothing to pair, and no second list to keep.
  if (reversals.length === 0) return { openCharges: whole(charges, costMsat), ...NOTHING_GIVEN_BACK };
  const [taken, returned] = withoutReserves(charges, reversals, price);
  const open = [...whole(taken, costMsat)];
  const others: Msat[] = [];
  let reversedWrongAmount = false;
  // Those that find their own charge come first, so that no odd one takes it away from them.
  for (const msat of whole(returned, costMsat)) {
    const index = open.lastIndexOf(msat);
    if (index === -1) others.push(msat);
    else {
      open.splice(index, 1);
      if (msat !== costMsat) reversedWrongAmount = true;
    }
  }
  const rest = reverseInPart(open, others);
  reversedWrongAmount ||= rest.reversed.some((charge) => charge !== costMsat);
  return { openCharges: open, reversedWrongAmount, ...rest.odd };
}

/** What is no more than its charge is a part of it, and so is the next one while something of the charge is left. */
function reverseInPart(open: Msat[], reversals: readonly Msat[]) {
  const reversed: Msat[] = [];
  const missing: Msat[] = [];
  let excessReversals = 0;
  let excessReversalMsat = 0;
  for (const msat of reversals) {
    const left = missing.findIndex((part) => msat <= part);
    if (left >= 0 && msat > 0) {
      missing[left] = (missing[left] ?? 0) - msat;
      continue;
    }
    const charge = open.pop();
    if (charge !== undefined) reversed.push(charge);
    if (charge !== undefined && msat > 0 && msat <= charge) {
      missing.push(charge - msat);
      continue;
    }
    const oddMsat = msat - (charge ?? 0);
    if (oddMsat !== 0) excessReversals += 1;
    excessReversalMsat += oddMsat;
  }
  const short = missing.filter((msat) => msat > 0);
  const unrefundedMsat = short.reduce((sum, msat) => sum + msat, 0);
  return { reversed, odd: { partialRefunds: short.length, unrefundedMsat, excessReversals, excessReversalMsat } };
}

/** Puts parts together: what is smaller than the whole cost counts as whole costs, where it adds up to them. */
function whole(all: readonly Msat[], costMsat: Msat): readonly Msat[] {
  const isPart = (msat: Msat) => msat > 0 && msat < costMsat;
  const costs = all.reduce((sum, msat) => (isPart(msat) ? sum + msat : sum), 0) / costMsat;
  if (costs === 0 || !Number.isInteger(costs)) return all;
  return [...all.filter((msat) => !isPart(msat)), ...Array.from({ length: costs }, () => costMsat)];
}

/** Takes out what was held beyond the cost, as declared, and was given back again: by itself, or together with the cost. */
function withoutReserves(charges: readonly Msat[], reversals: readonly Msat[], { costMsat, mayHoldMsat }: Price) {
  const returned = [...reversals];
  const taken = charges.map((charge) => {
    if (charge <= costMsat || charge > costMsat + mayHoldMsat) return charge;
    const whole = returned.indexOf(charge);
    const reserve = returned.indexOf(charge - costMsat);
    if (whole >= 0) returned.splice(whole, 1, costMsat);
    else if (reserve >= 0) returned.splice(reserve, 1);
    return whole >= 0 || reserve >= 0 ? costMsat : charge;
  });
  return [taken, returned] as const;
}
