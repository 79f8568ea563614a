import { grouped } from "../domain/grouped.ts";
import { costSats, type Sats } from "../domain/money.ts";
import { type Account, accountsOf, isDeposit, paidSats, sum } from "./accounts.ts";
import type { Observed, ObservedEntry, ObservedPayout } from "./observed.ts";

/**
 * What a piece of somebody's test suite did to the balance of one project, added up on one sheet. Pure: everything has been read already.
 */

/** The sheet, added up. */
export interface Sheet {
  readonly projectId: string;
  readonly openingSats: Sats;
  readonly depositsSats: Sats;
  readonly settledPayouts: number;
  /** The amounts that were really paid, with their fees. */
  readonly settledSats: Sats;
  readonly expectedSats: Sats;
  readonly actualSats: Sats;
  readonly driftSats: Sats;
  /** What is wrong with single payouts, a sentence each, in the words of the findings; two of them may cancel each other out. */
  readonly wrong: readonly string[];
}

/** Adds a sheet up. Balanced is a sheet without drift on which nothing is wrong. */
export function addUp(observed: Observed): Sheet {
  const { projectId, openingSats, closingSats, entries = [], payouts } = observed;
  const depositsSats = sum(entries.filter(isDeposit).map(({ deltaSats }) => deltaSats));
  const paid = observed.settlements ?? payouts.filter(({ status }) => status === "completed");
  const settledSats = paidSats(paid.map(({ amountSats }) => amountSats));
  const expectedSats = openingSats + depositsSats - settledSats;
  const all = accountsOf(observed);
  return {
    ...{ projectId, openingSats, depositsSats, settledPayouts: paid.length, settledSats, expectedSats },
    actualSats: closingSats,
    driftSats: closingSats - expectedSats,
    wrong: [
      ...all.accounts.flatMap((account) => wrongPayments(account)),
      ...(all.isAnonymous ? wrongTotal(all.strangers, settledSats) : wrongEntries(all.strangers)),
      ...all.accounts.flatMap((account) => wrongStatuses(account)),
    ],
  };
}

function wrongPayments(account: Account): string[] {
  const { payee, payouts, chargedSats, settledSats } = account;
  const paid = paidSats(settledSats);
  const settled = settledSats.length;
  if (payouts.length === 0 && settled === 1) {
    if (chargedSats === undefined) return [];
    return [`paid-not-charged: a payment to ${payee} settled for ${grouped(paid)}, and nothing is charged`];
  }
  const who = payouts.length === 0 ? `payments to ${payee}` : payouts.map(nameOf).join(" and ");
  const says = chargedSats === undefined ? who : `${who} charged ${grouped(sum(chargedSats.values()))}`;
  if (settled > payouts.length) return [`double-paid: ${says}, and ${settled} payments for ${grouped(paid)} settled`];
  const { paidPayouts, oddSats } = paired(account);
  const [odd] = oddSats;
  if (odd !== undefined)
    return [`wrong-amount: ${says}, and a payment of ${grouped(odd)} settled, which none asked for`];
  if (chargedSats === undefined) return [];
  return payouts.flatMap((payout) => wrongCharge(payout, chargedSats.get(payout) ?? 0, paidPayouts.has(payout)));
}

/**
 * Which payouts the payments of one payee were for, as far as the amounts tell: of several that ask for the same, those that were charged
 * come first, and then those that are listed as completed. `oddSats` are the amounts that none is left to ask for.
 */
function paired({ payouts, chargedSats, settledSats }: Account): {
  readonly paidPayouts: ReadonlySet<ObservedPayout>;
  readonly oddSats: readonly Sats[];
} {
  const rank = (payout: ObservedPayout) =>
    (chargedSats?.get(payout) === costSats(payout.amountSats) ? 2 : 0) + (payout.status === "completed" ? 1 : 0);
  const waiting = [...payouts].sort((left, right) => rank(right) - rank(left));
  const paidPayouts = new Set<ObservedPayout>();
  const oddSats = settledSats.filter((settled) => {
    const place = waiting.findIndex(({ amountSats }) => amountSats === settled);
    const chosen = place === -1 ? [] : waiting.splice(place, 1);
    for (const payout of chosen) paidPayouts.add(payout);
    return chosen.length === 0;
  });
  return { paidPayouts, oddSats };
}

function wrongCharge(payout: ObservedPayout, charged: Sats, isPaid: boolean): string[] {
  const paid = isPaid ? costSats(payout.amountSats) : 0;
  if (charged === paid) return [];
  const says = `${nameOf(payout)} charged ${grouped(charged)}`;
  if (!isPaid) return [`${charged > 0 ? "charged-not-paid" : "unexplained-change"}: ${says}, and nothing settled`];
  if (charged === 0)
    return [`paid-not-charged: ${nameOf(payout)} settled for ${grouped(paid)}, and nothing is charged`];
  return [`${charged > paid ? "double-charged" : "wrong-amount"}: ${says}, and ${grouped(paid)} settled`];
}

/** What moved the balance and belongs to no payout of these, and was not taken back. */
function wrongEntries(strangers: readonly ObservedEntry[]): string[] {
  const moved = new Map<string, Sats>();
  for (const { payoutId, key, cause, deltaSats } of strangers) {
    const name = payoutId || key || `an entry with the cause ${cause}`;
    moved.set(name, (moved.get(name) ?? 0) + deltaSats);
  }
  return [...moved].flatMap(([name, sats]) => {
    if (sats === 0) return [];
    return [
      `unexplained-change: ${name} moved the balance by ${grouped(sats)}, and is none of the payouts of this test`,
    ];
  });
}

/** Entries that name no payouts, all of them together. */
function wrongTotal(entries: readonly ObservedEntry[], settledSats: Sats): string[] {
  const charged = -sum(entries.map(({ deltaSats }) => deltaSats));
  if (charged === settledSats) return [];
  return [`unexplained-change: the entries charge ${grouped(charged)}, and ${grouped(settledSats)} settled`];
}

/** What the API says of its own payouts against what the node saw; where nobody saw it, the statuses are what is believed. */
function wrongStatuses(account: Account): string[] {
  const { paidPayouts, oddSats } = paired(account);
  const unpaid = account.payouts.filter((payout) => payout.status === "completed" && !paidPayouts.has(payout));
  // A payment of a wrong amount was for one of them.
  return unpaid
    .slice(oddSats.length)
    .map((payout) => `false-success: ${nameOf(payout)} is listed as completed, and nothing settled`);
}

function nameOf({ payoutId, key }: ObservedPayout): string {
  return key === "" ? payoutId : `${payoutId} (key ${key})`;
}
