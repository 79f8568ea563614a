import type { PayoutState } from "../domain/books.ts";
import type { Fact } from "../domain/fact.ts";
import { formatSats } from "../domain/format.ts";
import { costMsat, type Msat } from "../domain/money.ts";
import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import { payoutKey } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import type { Balance } from "../service/target.ts";
import type { Observed, ObservedEntry, ObservedPayout } from "./observed.ts";
import { type Charges, type Payment, paymentsOf } from "./payments.ts";

/** What was observed of a test, as the facts of a run, so that the same judge decides about both. */
export interface Written {
  readonly facts: readonly Fact[];
  readonly depositsMsat: Msat;
  /** The entries that belong to no payout, a phrase each. */
  readonly strangers: readonly string[];
  /** The name that the API or the node has for a key of these facts; the key itself if there is none. */
  nameOf(key: string): string;
}

/** The prefix of the keys that number what was observed. */
const PREFIX = "seen";

/**
 * Writes an observation as facts. Nobody saw the answers that the test got, so the API's list stands for them; money that the test
 * deposited counts as part of the opening balance.
 */
export function factsOf(observed: Observed): Written {
  const { projectId, payouts, opening, closing, unfinished } = observed;
  const entries = observed.entries?.filter((entry) => !isDeposit(entry));
  const depositsMsat = sum((observed.entries ?? []).filter(isDeposit).map(({ deltaMsat }) => deltaMsat));
  const owner = ownersOf(payouts);
  const payments = paymentsOf(observed, chargesOf(entries ?? [], owner));
  const unasked = payments.filter(({ payout }) => payout === null);
  const all: readonly (ObservedPayout | Payment)[] = [...payouts, ...unasked];
  const numbers = new Map(all.map((one, index) => [one, index + 1]));
  const numberOf = (one: ObservedPayout | Payment) => numbers.get(one) ?? 0;
  const names = new Map(all.map((one, index) => [payoutKey(PREFIX, index + 1), nameOf(one)]));
  const facts: readonly Fact[] = [
    started(observed, all.length),
    balanceRead(projectId, "opening", { ...opening, balanceMsat: opening.balanceMsat + depositsMsat }),
    ...all.map((one) => sent(projectId, numberOf(one), one.amountMsat)),
    ...payouts.map((payout) => answered(numberOf(payout), payout, observed)),
    ...payments.flatMap((payment) => settled(numberOf(payment.payout ?? payment), payment)),
    ...payouts.map((payout) => listed(projectId, numberOf(payout), payout)),
    ...entriesRead(projectId, entries, payments, (entry) => {
      const payout = owner(entry);
      return payout === undefined ? null : numberOf(payout);
    }),
    balanceRead(projectId, "final", closing),
    { kind: "drained", atMs: 0, unfinished },
    { kind: "run-ended", atMs: 0 },
  ];
  const strangers = (entries ?? []).filter((entry) => owner(entry) === undefined).map(strangerText);
  return { facts, depositsMsat, strangers, nameOf: (key) => names.get(key) ?? key };
}

/** A "deposit" that takes money away is not one. */
function isDeposit({ effect, deltaMsat }: ObservedEntry): boolean {
  return effect === "deposit" && deltaMsat > 0;
}

function sum(amounts: readonly Msat[]): Msat {
  return amounts.reduce((total, msat) => total + msat, 0);
}

function strangerText({ payoutId, key, word, deltaMsat }: ObservedEntry): string {
  const name = payoutId || key;
  return `${word} ${formatSats(deltaMsat)}${name === "" ? "" : ` of ${name}`}`;
}

function nameOf(one: ObservedPayout | Payment): string {
  if ("payee" in one) return `a payment to ${one.payee}`;
  return one.key === "" ? one.payoutId : `${one.payoutId} (key ${one.key})`;
}

function started({ projectId, opening, settlements, injectedTimeouts }: Observed, payouts: number): RunStarted {
  return {
    kind: "run-started",
    atMs: 0,
    format: 3,
    scenario: "a test",
    description: "",
    seed: 0,
    strategy: null,
    target: null,
    oracle: settlements === undefined ? "answers" : "rail",
    injectedTimeouts,
    keyPrefix: PREFIX,
    retryKey: "same",
    payouts,
    concurrency: null,
    projects: [{ projectId, balanceMsat: opening.balanceMsat, mayHold: { ppm: 0, atLeastMsat: 0 } }],
    refusalsExpected: true,
    sharedInvoices: false,
    routingFees: "absorbed",
    staleReadsMs: 0,
    clientTimeoutMs: 0,
    faults: [],
    thresholds: {},
    alerts: [],
    expect: { verdict: "balanced" },
    doubts: [],
    notes: [],
    reproduce: "",
  };
}

function balanceRead(projectId: string, when: "opening" | "final", balance: Balance): Fact {
  return { kind: "balance-read", atMs: 0, askedAtMs: 0, projectId, when, ...balance };
}

function answered(payout: number, { state, word }: ObservedPayout, { injectedTimeouts }: Observed): Fact {
  const answer = answers[state];
  // A failed payout may have been paid, unless the API declares that it was not.
  const reason = state === "failed" && injectedTimeouts === "never-paid" ? "payment-timeout" : answer.reason;
  const { outcome } = answer;
  return {
    kind: "attempt-answered",
    atMs: 0,
    payout,
    attempt: 1,
    outcome,
    reason,
    status: 0,
    code: word,
    payoutId: "",
  };
}

/** The answer that a caller would have got for a payout in this state. */
const answers = {
  paid: { outcome: "paid", reason: "none" },
  refused: { outcome: "refused", reason: "rejected" },
  failed: { outcome: "unknown", reason: "service-error" },
  pending: { outcome: "pending", reason: "none" },
  unknown: { outcome: "unknown", reason: "service-error" },
} as const satisfies Record<PayoutState, { readonly outcome: Outcome; readonly reason: AnswerReason }>;

function sent(projectId: string, payout: number, amountMsat: Msat): Fact {
  return { kind: "attempt-sent", atMs: 0, payout, attempt: 1, projectId, amountMsat, costMsat: costMsat(amountMsat) };
}

function settled(payout: number, { amountMsat }: Payment): Fact[] {
  return [
    { kind: "payment-received", atMs: 0, payout, amountMsat, fault: "settle" },
    { kind: "payment-settled", atMs: 0, payout, amountMsat, passedOnMsat: 0 },
  ];
}

function listed(projectId: string, payout: number, { payoutId, state, word, amountMsat }: ObservedPayout): Fact {
  const key = payoutKey(PREFIX, payout);
  return { kind: "payout-read", atMs: 0, projectId, payout, payoutId, key, state, word, amountMsat };
}

function entriesRead(
  projectId: string,
  entries: readonly ObservedEntry[] | undefined,
  payments: readonly Payment[],
  payoutOf: (entry: ObservedEntry) => number | null,
): Fact[] {
  if (entries === undefined || sayNothing(entries, payments)) {
    return [{ kind: "read-failed", atMs: 0, what: "entries", projectId, reason: "there are none", absent: true }];
  }
  return entries.map((entry) => {
    const { effect, word, deltaMsat } = entry;
    const rest = { entryId: "", isOfOthers: false, balanceAfterMsat: null, enteredAtMs: null };
    return { kind: "entry-read", atMs: 0, projectId, payout: payoutOf(entry), effect, word, deltaMsat, ...rest };
  });
}

/** Entries that name no payout can only be judged together; if they add up to what was paid, they show nothing wrong. */
function sayNothing(entries: readonly ObservedEntry[], payments: readonly Payment[]): boolean {
  if (entries.length === 0 || entries.some(({ payoutId, key }) => payoutId !== "" || key !== "")) return false;
  return sum(entries.map(({ deltaMsat }) => deltaMsat)) + sum(payments.map((one) => costMsat(one.amountMsat))) === 0;
}

/** The payout of an entry, by its payout id, or else by its key: a caller's keys may look like the API's ids. */
function ownersOf(payouts: readonly ObservedPayout[]): (entry: ObservedEntry) => ObservedPayout | undefined {
  const byId = new Map(payouts.map((payout) => [payout.payoutId, payout]));
  const byKey = new Map(payouts.flatMap((payout) => (payout.key === "" ? [] : [[payout.key, payout]])));
  return ({ payoutId, key }) => byId.get(payoutId) ?? byKey.get(key);
}

function chargesOf(entries: readonly ObservedEntry[], ownerOf: ReturnType<typeof ownersOf>): Charges {
  const charged = new Map<ObservedPayout, Msat>();
  for (const entry of entries) {
    const payout = ownerOf(entry);
    if (payout !== undefined) charged.set(payout, (charged.get(payout) ?? 0) - entry.deltaMsat);
  }
  return charged;
}
