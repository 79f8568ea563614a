import type { Msat } from "../domain/money.ts";
import type { RunStarted } from "../domain/run-started.ts";
import { whole } from "./charge-pairing.ts";
import type { LineDraft, Movements, PayoutLine } from "./payout-line.ts";

/*
 * A service may declare that a payout that failed costs its fee. Then a refund that lacks exactly the fee is whole, and a payment that has
 * failed at our rail is expected to cost the fee: what is given back beyond that is a wrong amount, and what is not given back is less by it.
 * Only the charges beyond the settlements can have failed, so a payout that was paid with its one charge keeps nothing.
 */

/** The fee that a failed payout keeps; 0 where it is returned. */
function keptFeeMsat({ costMsat, amountMsat }: PayoutLine, { feeOnRefund }: RunStarted): Msat {
  return feeOnRefund === "kept" ? costMsat - amountMsat : 0;
}

/** Completes the refunds that lack exactly the fee, so that each gives back its whole charge. */
export function completeRefunds(line: PayoutLine, run: RunStarted): Movements {
  const eachMsat = keptFeeMsat(line, run);
  const { charges, reversals, costMsat, settlements } = line;
  if (eachMsat === 0 || reversals.length === 0) return { charges, reversals, keptFees: 0 };
  const netMsat = sum(charges) - sum(reversals) - costMsat * settlements - sum(line.routingFees);
  const kept = netMsat / eachMsat;
  // No more fees than charges that were not settled, nor more than is missing. Amount and fee may be booked apart.
  const complete = whole(charges, costMsat).filter((charge) => charge >= costMsat);
  const most = Math.min(complete.length - settlements, Math.floor(kept));
  if (most <= 0) return { ...withoutRefundUndone(line, eachMsat), keptFees: 0 };
  // As with routing fees: if the sum is right, so are its parts, in whatever pieces they were booked.
  if (settlements === 0 && kept === most) {
    return { charges: [], reversals: [], keptFees: kept };
  }
  const open = [...complete];
  let found = 0;
  const completed = reversals.map((msat) => {
    const index = found < most ? open.indexOf(msat + eachMsat) : -1;
    if (index < 0) return msat;
    open.splice(index, 1);
    found += 1;
    return msat + eachMsat;
  });
  return { charges, reversals: completed, keptFees: found };
}

/**
 * A payment that settles after its refund is charged again, less the fee that the refund has kept: the three are one charge of the cost. The
 * refund returns a reserve as well.
 */
function withoutRefundUndone({ charges, reversals, costMsat, settlements }: PayoutLine, eachMsat: Msat) {
  const again = charges.lastIndexOf(costMsat - eachMsat);
  const first = charges.findIndex((msat) => msat >= costMsat && reversals.includes(msat - eachMsat));
  if (settlements === 0 || again < 0 || first < 0) return { charges, reversals };
  const refund = reversals.indexOf((charges[first] ?? 0) - eachMsat);
  return {
    charges: [...charges.filter((_, index) => index !== again && index !== first), costMsat],
    reversals: reversals.filter((_, index) => index !== refund),
  };
}

/** Settles how many fees a payout keeps once its entries are paired. Without entries, more than one is possible and not known. */
export function applyKeptFees(line: LineDraft, run: RunStarted): void {
  const eachMsat = keptFeeMsat(line, run);
  if (eachMsat === 0) return;
  const { entriesKnown } = line.project;
  const isOver = !line.undecided && !line.stuck && line.settlements === 0 && line.failures > 0;
  const due = isOver && (!entriesKnown || line.charges.length > 0) ? 1 : 0;
  const found = entriesKnown ? line.keptFees : 0;
  line.keptMsat = Math.max(found, due) * eachMsat;
  line.keptDueMsat = line.keptMsat - found * eachMsat;
  if (entriesKnown) setOff(line);
  if (!entriesKnown && mayHaveFailed(line)) {
    line.keptOpenMsat = Math.max(0, Math.max(line.attempts, line.failures) - line.settlements - due) * eachMsat;
  }
}

function mayHaveFailed({ failures, paymentFailed, rows }: PayoutLine): boolean {
  return failures > 0 || paymentFailed || rows.failed + rows.refused > 0;
}

/** Sets a fee that was to be kept off against what is missing of a refund: only the rest of either is a finding. */
function setOff(line: LineDraft): void {
  const msat = Math.min(line.keptDueMsat, line.unrefundedMsat);
  if (msat === 0) return;
  line.keptDueMsat -= msat;
  line.unrefundedMsat -= msat;
  if (line.unrefundedMsat === 0) line.partialRefunds = 0;
}

/** The finding that counts the fee which a failed payout was to cost, and did not. */
export function keptFinding({ openCharges }: PayoutLine): "charged-not-paid" | "wrong-amount" {
  return openCharges.length > 0 ? "charged-not-paid" : "wrong-amount";
}

function sum(all: readonly Msat[]): Msat {
  return all.reduce((total, msat) => total + msat, 0);
}
