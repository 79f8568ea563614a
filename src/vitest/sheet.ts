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

function wrongPayments({ payee, payouts, chargedSats, settledSats }: Account): string[] {
  const who = payouts.length === 0 ? `a payment to ${payee}` : payouts.map(nameOf).join(" and ");
  const settled = settledSats.length;
  const paid = paidSats(settledSats);
  const charged = sum(chargedSats?.values() ?? []);
  const says = chargedSats === undefined ? who : `${who} charged ${figure(charged)}`;
  if (settled > Math.max(1, payouts.length))
    return [`double-paid: ${says}, and ${settled} payments for ${figure(paid)} settled`];
  const odd = payouts.length === 0 ? undefined : oddAmount(payouts, settledSats);
  if (odd !== undefined)
    return [`wrong-amount: ${says}, and a payment of ${figure(odd)} settled, which none asked for`];
  if (chargedSats === undefined) return [];
  if (charged === paid) return wrongCharges(payouts, chargedSats);
  if (settled === 0) return [`charged-not-paid: ${says}, and nothing settled`];
  if (charged === 0) return [`paid-not-charged: ${who} settled for ${figure(paid)}, and nothing is charged`];
  return [`${charged > paid ? "double-charged" : "wrong-amount"}: ${says}, and ${figure(paid)} settled`];
}

/** An amount that was paid and that no payout asked for, each payout asking once. */
function oddAmount(payouts: readonly ObservedPayout[], settledSats: readonly Sats[]): Sats | undefined {
  const asked = payouts.map(({ amountSats }) => amountSats);
  return settledSats.find((amountSats) => {
    const place = asked.indexOf(amountSats);
    if (place !== -1) asked.splice(place, 1);
    return place === -1;
  });
}

/** Charges of one payee that are right together, and wrong each for itself. */
function wrongCharges(payouts: readonly ObservedPayout[], chargedSats: ReadonlyMap<ObservedPayout, Sats>): string[] {
  return payouts.flatMap((payout) => {
    const charged = chargedSats.get(payout) ?? 0;
    const cost = costSats(payout.amountSats);
    if (charged === 0 || charged === cost) return [];
    const kind = charged > cost ? "double-charged" : "wrong-amount";
    return [`${kind}: ${nameOf(payout)} charged ${figure(charged)}, and it costs ${figure(cost)}`];
  });
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
      `unexplained-change: ${name} moved the balance by ${figure(sats)}, and is none of the payouts of this test`,
    ];
  });
}

/** Entries that name no payouts, all of them together. */
function wrongTotal(entries: readonly ObservedEntry[], settledSats: Sats): string[] {
  const charged = -sum(entries.map(({ deltaSats }) => deltaSats));
  if (charged === settledSats) return [];
  return [`unexplained-change: the entries charge ${figure(charged)}, and ${figure(settledSats)} settled`];
}

/** What the API says of its own payouts against what the node saw; where nobody saw it, the statuses are what is believed. */
function wrongStatuses({ payouts, settledSats }: Account): string[] {
  return payouts
    .filter(({ status }) => status === "completed")
    .slice(settledSats.length)
    .map((payout) => `false-success: ${nameOf(payout)} is listed as completed, and nothing settled`);
}

function nameOf({ payoutId, key }: ObservedPayout): string {
  return key === "" ? payoutId : `${payoutId} (key ${key})`;
}

/** A figure with thousands apart. */
export function figure(sats: Sats): string {
  return sats.toLocaleString("en-US");
}
