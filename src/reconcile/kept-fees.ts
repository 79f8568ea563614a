import type { Msat } from "../domain/money.ts";
import type { RunStarted } from "../domain/run-started.ts";
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
  const most = Math.max(0, charges.length - settlements);
  if (eachMsat === 0 || most === 0 || reversals.length === 0) return { charges, reversals, keptFees: 0 };
  const netMsat = sum(charges) - sum(reversals) - costMsat * settlements - sum(line.routingFees);
  const kept = netMsat / eachMsat;
  // As with routing fees: if the sum is right, so are its parts, in whatever pieces they were booked.
  if (settlements === 0 && Number.isInteger(kept) && kept >= 1 && kept <= most) {
    return { charges: [], reversals: [], keptFees: kept };
  }
  const open = [...charges];
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
  if (!entriesKnown && mayHaveFailed(line)) {
    line.keptOpenMsat = Math.max(0, Math.max(line.attempts, line.failures) - line.settlements - due) * eachMsat;
  }
}

function mayHaveFailed({ failures, paymentFailed, rows }: PayoutLine): boolean {
  return failures > 0 || paymentFailed || rows.failed + rows.refused > 0;
}

/** The finding that counts the fee which a failed payout was to cost, and did not. */
export function keptFinding(line: PayoutLine): "charged-not-paid" | "partly-refunded" | "wrong-amount" {
  if (line.openCharges.length > 0) return "charged-not-paid";
  return line.unrefundedMsat >= line.keptDueMsat ? "partly-refunded" : "wrong-amount";
}

function sum(all: readonly Msat[]): Msat {
  return all.reduce((total, msat) => total + msat, 0);
}
