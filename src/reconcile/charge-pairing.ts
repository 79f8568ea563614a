import type { Msat } from "../domain/money.ts";

/**
 * Charges paired with what reverses them. A reversal should give back exactly one charge; what remains are the open charges, and a correct
 * ledger has one per settlement. Pairing waits for all entries of a payout, because a ledger may list the newest first, and may book
 * amount and fee separately.
 */
export interface Pairing {
  /** The charges without a reversal. */
  readonly openCharges: readonly Msat[];
  /** True if a reversed charge was not the cost of the payout. */
  readonly reversedWrongAmount: boolean;
  /** How many charges were given back only in part, and how much is missing, as a positive sum. */
  readonly partialRefunds: number;
  readonly unrefundedMsat: Msat;
  /** How many reversals do not match a charge (too much, nothing, or no charge), and by how much in all. */
  readonly excessReversals: number;
  readonly excessReversalMsat: Msat;
}

/** The cost of a payout, and what may be held beyond it for a while. */
export interface Price {
  readonly costMsat: Msat;
  readonly mayHoldMsat: Msat;
}

const NOTHING_REVERSED = {
  reversedWrongAmount: false,
  partialRefunds: 0,
  unrefundedMsat: 0,
  excessReversals: 0,
  excessReversalMsat: 0,
} as const;

/** What was really paid for a payout. */
export interface Settled {
  readonly settlements: number;
  /** What the service passes on of the fees of their routes, each above 0. */
  readonly routingFees: readonly Msat[];
}

/** A pairing of a payout whose settlements may cost more than its own fee. */
export interface SettledPairing extends Pairing {
  /** The part of the routing fees that no charge shows. */
  readonly routingDueMsat: Msat;
}

/**
 * Pairs the charges of a payout that was paid. Nobody knows the fee of a route before the payment, so it may be charged at the end, alone or
 * with the rest, or be set aside first, and what was not used comes back in one part or in several. So if the sum is right, the parts are;
 * if one payment was charged more than its cost and less than twice that, it is one charge of that sum.
 */
export function pairSettled(
  charges: readonly Msat[],
  reversals: readonly Msat[],
  price: Price,
  settled: Settled,
): SettledPairing {
  const { costMsat } = price;
  const { settlements, routingFees } = settled;
  const routingMsat = sum(routingFees);
  const netMsat = sum(charges) - sum(reversals);
  const isOneCharge =
    settlements === 1 && netMsat >= costMsat && netMsat < Math.max(2 * costMsat, costMsat + routingMsat);
  if (routingMsat === 0) {
    const isReserve = isOneCharge && reversals.length > 0 && whole(charges, costMsat).length === 1;
    const pairing = isReserve ? sole(netMsat) : pairWithReversals(charges, reversals, price);
    return { ...pairing, routingDueMsat: 0 };
  }
  if (netMsat === costMsat * settlements + routingMsat) {
    const openCharges = Array.from({ length: settlements }, () => costMsat);
    return { openCharges, ...NOTHING_REVERSED, routingDueMsat: 0 };
  }
  if (isOneCharge) return { ...sole(netMsat), routingDueMsat: routingMsat };
  const [taken, returned] = [[...charges], [...reversals]];
  const due = routingFees.filter((routeMsat) => !takeOut(routeMsat, taken, returned, costMsat));
  return { ...pairWithReversals(taken, returned, price), routingDueMsat: sum(due) };
}

function sole(msat: Msat): Pairing {
  return { openCharges: [msat], ...NOTHING_REVERSED };
}

/** Takes a routing fee out of the charges: one that is the cost with it, one that is nothing else, or a reserve of which the rest came back. */
function takeOut(routeMsat: Msat, taken: Msat[], returned: Msat[], costMsat: Msat): boolean {
  const joined = taken.indexOf(costMsat + routeMsat);
  if (joined >= 0) {
    taken[joined] = costMsat;
    const refunded = returned.indexOf(costMsat + routeMsat);
    if (refunded >= 0) returned[refunded] = costMsat;
    return refunded < 0;
  }
  const alone = taken.indexOf(routeMsat);
  if (alone >= 0) taken.splice(alone, 1);
  if (alone >= 0) return true;
  for (const [index, charge] of taken.entries()) {
    const rest = returned.indexOf(charge - costMsat - routeMsat);
    if (rest < 0 || charge <= costMsat + routeMsat) continue;
    taken[index] = costMsat;
    returned.splice(rest, 1);
    return true;
  }
  return false;
}

function sum(all: readonly Msat[]): Msat {
  return all.reduce((total, msat) => total + msat, 0);
}

/** Pairs charges with reversals, both in the order of the ledger. */
export function pairWithReversals(charges: readonly Msat[], reversals: readonly Msat[], price: Price): Pairing {
  const { costMsat, mayHoldMsat } = price;
  // What may be held beyond the cost may be given back in any parts.
  const isWrong = (charge: Msat) => charge < costMsat || charge > costMsat + mayHoldMsat;
  if (reversals.length === 0) return { openCharges: whole(charges, costMsat), ...NOTHING_REVERSED };
  const [taken, returned] = withoutReserves(charges, reversals, price);
  const open = [...whole(taken, costMsat)];
  const others: Msat[] = [];
  let reversedWrongAmount = false;
  // Exact matches come first, so that no other reversal takes their charge.
  for (const msat of whole(returned, costMsat)) {
    const index = open.lastIndexOf(msat);
    if (index === -1) others.push(msat);
    else {
      open.splice(index, 1);
      if (isWrong(msat)) reversedWrongAmount = true;
    }
  }
  const rest = reverseInPart(open, others);
  reversedWrongAmount ||= rest.reversed.some(isWrong);
  return { openCharges: open, reversedWrongAmount, ...rest.odd };
}

/** Reversals that are not exact: each takes the last open charge, and may return it in several parts. */
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

/** Joins parts: amounts below the cost count as whole costs if they add up to them. */
export function whole(all: readonly Msat[], costMsat: Msat): readonly Msat[] {
  const isPart = (msat: Msat) => msat > 0 && msat < costMsat;
  const costs = all.reduce((sum, msat) => (isPart(msat) ? sum + msat : sum), 0) / costMsat;
  if (costs === 0 || !Number.isInteger(costs)) return all;
  return [...all.filter((msat) => !isPart(msat)), ...Array.from({ length: costs }, () => costMsat)];
}

/** Removes what was held beyond the cost, as declared, and given back, either separately or together with the cost. */
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
