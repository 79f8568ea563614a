import { costSats, type Sats } from "../domain/money.ts";
import type { Observed, ObservedEntry, ObservedPayout } from "./observed.ts";

/** One payee with everything that happened to it: a settlement names the payee, and not the payout. */
export interface Account {
  /** "" where several payees share the account. */
  readonly payee: string;
  readonly payouts: ObservedPayout[];
  /** What each payout was charged, less what was given back; undefined where the entries do not tell. */
  readonly chargedSats: Map<ObservedPayout, Sats> | undefined;
  /** The amount of each payment that settled. */
  readonly settledSats: Sats[];
}

/** All accounts, and the entries that belong to none: neither deposits nor of a payout of these. */
export interface Accounts {
  readonly accounts: readonly Account[];
  readonly strangers: readonly ObservedEntry[];
  /** True where no entry names a payout, so that only all of them together can be judged. */
  readonly isAnonymous: boolean;
}

/** Money that came in. What is called a deposit and takes money away is none. */
export function isDeposit({ cause, deltaSats }: ObservedEntry): boolean {
  return cause === "deposit" && deltaSats > 0;
}

/** Opens the accounts, and enters everything that was seen. */
export function accountsOf({ payouts, entries, settlements }: Observed): Accounts {
  const moves = (entries ?? []).filter((entry) => !isDeposit(entry));
  const isAnonymous = moves.length > 0 && moves.every(({ payoutId, key }) => payoutId === "" && key === "");
  const isCharged = entries !== undefined && !isAnonymous;
  const accounts = new Map<string, Account>();
  const accountOf = (name: string, payee: string): Account => {
    const chargedSats = isCharged ? new Map<ObservedPayout, Sats>() : undefined;
    const account = accounts.get(name) ?? { payee, payouts: [], chargedSats, settledSats: [] };
    accounts.set(name, account);
    return account;
  };
  // An API that does not tell whom it paid shares one account among all: whose payment is missing cannot be said, only whether one is.
  const isNamed = payouts.every(({ gamertag }) => gamertag !== "");
  const ofPayee = (payee: string) => (isNamed ? accountOf(payee, payee) : accountOf("", ""));
  const homes = new Map<ObservedPayout, Account>();
  for (const payout of payouts) {
    // Where statuses are believed, each payout is an account of its own.
    const account = settlements === undefined ? accountOf(payout.payoutId, payout.gamertag) : ofPayee(payout.gamertag);
    account.payouts.push(payout);
    homes.set(payout, account);
    if (settlements === undefined && payout.status === "completed") account.settledSats.push(payout.amountSats);
  }
  for (const { payee, amountSats } of settlements ?? []) ofPayee(payee).settledSats.push(amountSats);
  return { accounts: [...accounts.values()], strangers: charge(moves, payouts, homes), isAnonymous };
}

/** Enters what each payout was charged. The answer is what belongs to none of them. */
function charge(
  moves: readonly ObservedEntry[],
  payouts: readonly ObservedPayout[],
  homes: ReadonlyMap<ObservedPayout, Account>,
): readonly ObservedEntry[] {
  const byId = new Map(payouts.map((payout) => [payout.payoutId, payout]));
  // The keys of a caller may look like the ids of the API.
  const byKey = new Map(payouts.flatMap((payout) => (payout.key === "" ? [] : [[payout.key, payout]])));
  return moves.filter(({ payoutId, key, deltaSats }) => {
    const payout = byId.get(payoutId) ?? byKey.get(key);
    const charged = payout === undefined ? undefined : homes.get(payout)?.chargedSats;
    if (payout === undefined || charged === undefined) return true;
    charged.set(payout, (charged.get(payout) ?? 0) - deltaSats);
    return false;
  });
}

/** The amounts that were paid with their fees, together. */
export function paidSats(amounts: readonly Sats[]): Sats {
  return sum(amounts.map(costSats));
}

/** All of them together. */
export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
