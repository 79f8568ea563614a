import type { Msat } from "../domain/money.ts";
import type { ObservedPayout, Payment, RailSettlement, Terms } from "./observed.ts";

/** What each payout was charged, less its refunds, and what it costs. */
export interface Charges extends Pick<Terms, "costMsat"> {
  readonly charged: ReadonlyMap<ObservedPayout, Msat>;
}

/**
 * Matches each payment to a payout by payee and amount. Of several payouts that fit, a charged one comes first, then one listed as paid. A
 * payment for which no payout is left was of a wrong amount, or a second one.
 */
export function paymentsOf(
  payouts: readonly ObservedPayout[],
  settlements: readonly RailSettlement[],
  charges: Charges,
): Payment[] {
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

function paired(
  settlements: readonly RailSettlement[],
  payouts: readonly ObservedPayout[],
  charges: Charges,
): Payment[] {
  const waiting = payouts.toSorted((left, right) => rank(right, charges) - rank(left, charges));
  const fitting = settlements.map((settlement): Payment => {
    const place = waiting.findIndex(({ amountMsat }) => amountMsat === settlement.amountMsat);
    return { ...settlement, payout: place === -1 ? null : (waiting.splice(place, 1)[0] ?? null) };
  });
  return fitting.map((payment) => {
    if (payment.payout !== null) return payment;
    const twice = payouts.find(({ amountMsat }) => amountMsat === payment.amountMsat);
    return { ...payment, payout: twice ?? waiting.shift() ?? payouts[0] ?? null };
  });
}

function rank(payout: ObservedPayout, { charged, costMsat }: Charges): number {
  // A routing fee may come on top.
  const isCharged = (charged.get(payout) ?? 0) >= costMsat(payout.amountMsat);
  return (isCharged ? 2 : 0) + (payout.state === "paid" ? 1 : 0);
}
