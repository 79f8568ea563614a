import { costMsat, type FeeOnRefund, noReserve, payoutApiFee } from "../domain/fee.ts";
import type { Msat } from "../domain/money.ts";
import type { LearningWay } from "../domain/outcome.ts";
import type { DeclaredProject, InjectedTimeouts, RoutingFees } from "../domain/run-started.ts";
import type { Answer, PayoutRequest } from "../domain/send.ts";
import type { Unfinished } from "../domain/unfinished.ts";
import type { Balance, Entry, ListedPayout } from "../service/target.ts";

/** What was observed of one project around a test: its balance before and after, what was really paid, and what the books say. */
export interface Observed {
  readonly projectId: string;
  readonly terms: Terms;
  readonly opening: Balance;
  readonly closing: Balance;
  /** The payouts of the test. */
  readonly payouts: readonly ObservedPayout[];
  /** The entries of the test; undefined if the API lists none. */
  readonly entries: readonly ObservedEntry[] | undefined;
  /** What was really paid; undefined without a node, and then the list of payouts is believed. */
  readonly payments: readonly Payment[] | undefined;
  /** What a payout listed as failed means without a node. */
  readonly injectedTimeouts: InjectedTimeouts;
  readonly unfinished: readonly Unfinished[];
}

/** What a payout costs, and what may be held for it. */
export interface Terms {
  /** Amount and fee, by the fee rule of the service. */
  costMsat(amountMsat: Msat): Msat;
  readonly routingFees: RoutingFees;
  readonly mayHold: DeclaredProject["mayHold"];
  readonly feeOnRefund: FeeOnRefund;
}

/** The terms of the embedded contract. */
export const payoutApiTerms: Terms = {
  costMsat,
  routingFees: "absorbed",
  mayHold: noReserve,
  feeOnRefund: payoutApiFee.onRefund,
};

/** A payment that reached its payee. */
export interface RailSettlement {
  /** Who was paid: the name under which an invoice, an address or a node key was asked for; "" for somebody else's. */
  readonly payee: string;
  readonly amountMsat: Msat;
  /** What the route cost, on top of the amount. */
  readonly feeMsat: Msat;
}

/** A payment that settled, and its payout; null if its payee has none. */
export interface Payment extends RailSettlement {
  readonly payout: ObservedPayout | null;
}

/** A payout as the API lists it, or as it was sent. */
export type ObservedPayout = ListedPayout & {
  /** Told by the list, where the test sent it by itself: nothing else says what was asked for. */
  readonly amountMsat: Msat;
  /** How it was sent through us; undefined where the test did that by itself. */
  readonly sent?: SentPayout | undefined;
  /** Its rows in the list: by default this one. */
  readonly rows?: readonly ListedPayout[] | undefined;
};

/** A payout that was sent through us, and what we heard of it. */
export interface SentPayout {
  readonly request: PayoutRequest;
  /** The answers to its attempts, in order. */
  readonly answers: readonly Answer[];
  readonly learned: readonly Learned[];
}

/** What was learned about an attempt after its answer. */
export interface Learned {
  readonly by: LearningWay;
  readonly attempt: number;
  readonly answer: Answer;
}

/** One change of the balance. */
export type ObservedEntry = Pick<Entry, "payoutId" | "key" | "effect" | "word" | "deltaMsat">;

/** The payout of an entry, by its payout id, or else by its key: a caller's keys may look like the API's ids. */
export function ownersOf(payouts: readonly ObservedPayout[]): (entry: ObservedEntry) => ObservedPayout | undefined {
  const byId = new Map<string, ObservedPayout>();
  const byKey = new Map<string, ObservedPayout>();
  for (const payout of payouts) {
    const ids = [payout.payoutId, ...(payout.rows ?? []).map(({ payoutId }) => payoutId)];
    for (const id of ids) if (id !== "") byId.set(id, payout);
    if (payout.key !== "") byKey.set(payout.key, payout);
  }
  return ({ payoutId, key }) => byId.get(payoutId) ?? byKey.get(key);
}

/** What each payout was charged, less its refunds. */
export function chargesOf({ entries = [], payouts }: Pick<Observed, "entries" | "payouts">) {
  const ownerOf = ownersOf(payouts);
  const charged = new Map<ObservedPayout, Msat>();
  for (const entry of entries) {
    const payout = ownerOf(entry);
    if (payout !== undefined) charged.set(payout, (charged.get(payout) ?? 0) - entry.deltaMsat);
  }
  return charged;
}
