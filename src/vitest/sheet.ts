import { costSats, type Sats } from "../domain/money.ts";

/**
 * What a piece of somebody's test suite did to the balance of one project, on one sheet: what it held before and after, what was
 * really paid meanwhile, and what the ledger says of each payout. Pure: everything has been read already.
 */
export interface Observed {
  readonly projectId: string;
  /** Available and held sats before and after. */
  readonly openingSats: Sats;
  readonly closingSats: Sats;
  /** The payouts that were made meanwhile, as the API lists them. */
  readonly payouts: readonly ObservedPayout[];
  /** How the balance moved meanwhile; undefined where the API does not tell. */
  readonly entries: readonly ObservedEntry[] | undefined;
  /** What was really paid meanwhile, by the payee; undefined where nobody saw the node, and the statuses are believed. */
  readonly settlements: readonly Settlement[] | undefined;
}

/** A payout as the API lists it. */
export interface ObservedPayout {
  readonly payoutId: string;
  readonly key: string;
  /** Who is paid; "" where the API does not tell. */
  readonly gamertag: string;
  readonly status: string;
  readonly amountSats: Sats;
}

/** One change of the balance. */
export interface ObservedEntry {
  readonly payoutId: string;
  readonly key: string;
  readonly cause: string;
  readonly deltaSats: Sats;
}

/** A payment that reached its payee. */
export interface Settlement {
  /** The gamertag that was paid. */
  readonly payee: string;
  readonly amountSats: Sats;
}

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
  const depositsSats = sum(entries.filter(({ cause }) => cause === "deposit").map(({ deltaSats }) => deltaSats));
  const paid = observed.settlements ?? payouts.filter(({ status }) => status === "completed");
  const settledSats = sum(paid.map(({ amountSats }) => costSats(amountSats)));
  const expectedSats = openingSats + depositsSats - settledSats;
  return {
    ...{ projectId, openingSats, depositsSats, settledPayouts: paid.length, settledSats, expectedSats },
    actualSats: closingSats,
    driftSats: closingSats - expectedSats,
    wrong: [...wrongCharges(observed), ...wrongStatuses(observed)],
  };
}

/** One payee with everything that happened to it: a settlement names the payee, and not the payout. */
interface Account {
  readonly payouts: ObservedPayout[];
  chargedSats: Sats;
  paidSats: Sats;
  settled: number;
}

function accountsOf({ payouts, entries, settlements }: Observed): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  const accountOf = (payee: string) => {
    const account = accounts.get(payee) ?? { payouts: [], chargedSats: 0, paidSats: 0, settled: 0 };
    accounts.set(payee, account);
    return account;
  };
  const settle = (account: Account, amountSats: Sats) => {
    account.paidSats += costSats(amountSats);
    account.settled += 1;
  };
  // Where statuses are believed, each payout is an account of its own.
  const payeeOf = (payout: ObservedPayout) => (settlements === undefined ? payout.payoutId : payout.gamertag);
  const byName = new Map<string, Account>();
  for (const payout of payouts) {
    const account = accountOf(payeeOf(payout));
    account.payouts.push(payout);
    byName.set(payout.payoutId, account);
    if (payout.key !== "") byName.set(payout.key, account);
    if (settlements === undefined && payout.status === "completed") settle(account, payout.amountSats);
  }
  for (const { payoutId, key, deltaSats } of entries ?? []) {
    const account = byName.get(payoutId) ?? byName.get(key);
    if (account !== undefined) account.chargedSats -= deltaSats;
  }
  for (const { payee, amountSats } of settlements ?? []) settle(accountOf(payee), amountSats);
  return accounts;
}

function wrongCharges(observed: Observed): string[] {
  if (observed.entries === undefined) return [];
  return [...accountsOf(observed)].flatMap(([payee, account]) => {
    const { payouts, chargedSats, paidSats, settled } = account;
    const who = payouts.length === 0 ? `a payment to ${payee}` : payouts.map(nameOf).join(" and ");
    const charged = `charged ${figure(chargedSats)}`;
    if (settled > Math.max(1, payouts.length))
      return [`double-paid: ${who} ${charged}, and ${settled} payments for ${figure(paidSats)} settled`];
    if (chargedSats === paidSats) return [];
    if (settled === 0) return [`charged-not-paid: ${who} ${charged}, and nothing settled`];
    if (chargedSats === 0) return [`paid-not-charged: ${who} settled for ${figure(paidSats)}, and nothing is charged`];
    return [
      `${chargedSats > paidSats ? "double-charged" : "wrong-amount"}: ${who} ${charged}, and ${figure(paidSats)} settled`,
    ];
  });
}

/** What the API says of its own payouts against what the node saw. */
function wrongStatuses({ payouts, settlements }: Observed): string[] {
  if (settlements === undefined) return [];
  const left = new Map<string, number>();
  for (const { payee } of settlements) left.set(payee, (left.get(payee) ?? 0) + 1);
  return payouts.flatMap((payout) => {
    if (payout.status !== "completed") return [];
    const settled = left.get(payout.gamertag) ?? 0;
    left.set(payout.gamertag, settled - 1);
    return settled > 0 ? [] : [`false-success: ${nameOf(payout)} is listed as completed, and nothing settled`];
  });
}

function nameOf({ payoutId, key }: ObservedPayout): string {
  return key === "" ? payoutId : `${payoutId} (key ${key})`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A figure with thousands apart. */
export function figure(sats: Sats): string {
  return sats.toLocaleString("en-US");
}
