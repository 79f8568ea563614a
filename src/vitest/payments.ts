import { costMsat, type Msat, msatOf } from "../domain/money.ts";
import type { Observed, ObservedPayout, Settlement } from "./observed.ts";

/** A payment that settled, and the payout that it was for; null for a payee who has none. */
export interface Payment {
  readonly payee: string;
  readonly amountMsat: Msat;
  readonly payout: ObservedPayout | null;
}

/**
 * Which payout each payment was for. A settlement names the payee and the amount, so it is for a payout of that payee that asks for this
 * amount: of several that ask for the same, one that was charged comes first, and then one that is listed as paid. A payment that none is
 * left to ask for was of a wrong amount, or a second one.
 */
export function paymentsOf({ payouts, settlements }: Observed, charged: ReadonlyMap<ObservedPayout, Msat>): Payment[] {
  if (settlements === undefined) return [];
  // An API that does not tell whom it paid has one payee: whose payment is missing cannot be said, only whether one is.
  const isNamed = payouts.every(({ gamertag }) => gamertag !== "");
  if (!isNamed) return paired(settlements, payouts, charged);
  return [...new Set(settlements.map(({ payee }) => payee))].flatMap((payee) =>
    paired(
      settlements.filter((settlement) => settlement.payee === payee),
      payouts.filter(({ gamertag }) => gamertag === payee),
      charged,
    ),
  );
}

function paired(
  settlements: readonly Settlement[],
  payouts: readonly ObservedPayout[],
  charged: ReadonlyMap<ObservedPayout, Msat>,
): Payment[] {
  const waiting = [...payouts].sort((left, right) => rank(right, charged) - rank(left, charged));
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

function rank(payout: ObservedPayout, charged: ReadonlyMap<ObservedPayout, Msat>): number {
  const isCharged = charged.get(payout) === costMsat(payout.amountMsat);
  return (isCharged ? 2 : 0) + (payout.state === "paid" ? 1 : 0);
}
