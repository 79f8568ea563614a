import { costMsat, type Msat, msatOf } from "../domain/money.ts";
import type { Observed, ObservedPayout, Settlement } from "./observed.ts";

/** A payment that settled, and its payout; null if its payee has none. */
export interface Payment {
  readonly payee: string;
  readonly amountMsat: Msat;
  readonly payout: ObservedPayout | null;
}

/** What each payout was charged, less its refunds. */
export type Charges = ReadonlyMap<ObservedPayout, Msat>;

/**
 * Matches each payment to a payout by payee and amount. Of several payouts that fit, a charged one comes first, then one listed as paid. A
 * payment for which no payout is left was of a wrong amount, or a second one.
 */
export function paymentsOf({ payouts, settlements = [] }: Observed, charges: Charges): Payment[] {
  // An API that does not name its payees is treated as if it had one: a payment can be missing, but not whose.
  if (payouts.some(({ gamertag = "" }) => gamertag === "")) return paired(settlements, payouts, charges);
  return [...new Set(settlements.map(({ payee }) => payee))].flatMap((payee) =>
    paired(
      settlements.filter((settlement) => settlement.payee === payee),
      payouts.filter(({ gamertag }) => gamertag === payee),
      charges,
    ),
  );
}

function paired(settlements: readonly Settlement[], payouts: readonly ObservedPayout[], charges: Charges): Payment[] {
  const waiting = payouts.toSorted((left, right) => rank(right, charges) - rank(left, charges));
  const fitting = settlements.map(({ payee, amountSats }): Payment => {
    const amountMsat = msatOf(amountSats);
    const place = waiting.findIndex((payout) => payout.amountMsat === amountMsat);
    return { payee, amountMsat, payout: place === -1 ? null : (waiting.splice(place, 1)[0] ?? null) };
  });
  return fitting.map((payment) => {
    if (payment.payout !== null) return payment;
    const twice = payouts.find(({ amountMsat }) => amountMsat === payment.amountMsat);
    return { ...payment, payout: twice ?? waiting.shift() ?? payouts[0] ?? null };
  });
}

function rank(payout: ObservedPayout, charges: Charges): number {
  const isCharged = charges.get(payout) === costMsat(payout.amountMsat);
  return (isCharged ? 2 : 0) + (payout.state === "paid" ? 1 : 0);
}
