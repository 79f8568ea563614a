import type { PayoutState } from "../domain/books.ts";
import type { Fact } from "../domain/fact.ts";
import { formatSats } from "../domain/format.ts";
import type { Msat } from "../domain/money.ts";
import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import { payoutKey } from "../domain/payout.ts";
import type { RunStarted } from "../domain/run-started.ts";
import type { Answer } from "../domain/send.ts";
import type { Balance } from "../service/target.ts";
import {
  type Observed,
  type ObservedEntry,
  type ObservedPayout,
  ownersOf,
  type Payment,
  type SentPayout,
  type Terms,
} from "./observed.ts";

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
  const { payments = [], terms } = observed;
  const unasked = payments.filter(({ payout }) => payout === null);
  const all: readonly (ObservedPayout | Payment)[] = [...payouts, ...unasked];
  const numbers = new Map(all.map((one, index) => [one, index + 1]));
  const numberOf = (one: ObservedPayout | Payment) => numbers.get(one) ?? 0;
  const names = new Map(all.map((one, index) => [payoutKey(PREFIX, index + 1), nameOf(one)]));
  const told = entries === undefined || sayNothing(entries, payments, terms) ? undefined : entries;
  const facts: readonly Fact[] = [
    started(observed, all.length),
    // An API without entries had none before either.
    ...(told === undefined ? [entriesAbsent(projectId)] : []),
    balanceRead(projectId, "opening", { ...opening, balanceMsat: opening.balanceMsat + depositsMsat }),
    ...all.flatMap((one) => attemptsOf(numberOf(one), one, observed)),
    ...payments.flatMap((payment) => settled(numberOf(payment.payout ?? payment), payment, terms)),
    ...payouts.flatMap((payout) => listed(projectId, numberOf(payout), payout)),
    ...(told ?? []).map((entry) => {
      const payout = owner(entry);
      return entryRead(projectId, payout === undefined ? null : numberOf(payout), entry);
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
  if ("payout" in one) return `a payment to ${one.payee}`;
  if (one.key === "" || one.payoutId === "") return one.payoutId || `key ${one.key}`;
  return `${one.payoutId} (key ${one.key})`;
}

function started({ projectId, opening, payments, injectedTimeouts, terms }: Observed, payouts: number): RunStarted {
  return {
    kind: "run-started",
    atMs: 0,
    format: 3,
    scenario: "a test",
    description: "",
    seed: 0,
    strategy: null,
    target: null,
    oracle: payments === undefined ? "answers" : "rail",
    injectedTimeouts,
    keyPrefix: PREFIX,
    retryKey: "same",
    payouts,
    concurrency: null,
    projects: [{ projectId, balanceMsat: opening.balanceMsat, mayHold: terms.mayHold }],
    refusalsExpected: true,
    sharedInvoices: false,
    hostileAmounts: [],
    routingFees: terms.routingFees,
    feeOnRefund: terms.feeOnRefund,
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

/** The attempts of a payout and their answers. Of one that the test sent by itself, the list says how it was answered. */
function attemptsOf(payout: number, one: ObservedPayout | Payment, observed: Observed): Fact[] {
  const { projectId, terms } = observed;
  const { amountMsat } = one;
  const costMsat = terms.costMsat(amountMsat);
  const sent = (attempt: number): Fact => {
    return { kind: "attempt-sent", atMs: 0, payout, attempt, projectId, amountMsat, costMsat };
  };
  if ("payout" in one) return [sent(1)];
  if (one.sent !== undefined) return heard(payout, one.sent, sent);
  return [sent(1), { kind: "attempt-answered", atMs: 0, payout, attempt: 1, ...listedAnswer(one, observed) }];
}

function heard(payout: number, { answers, learned }: SentPayout, sent: (attempt: number) => Fact): Fact[] {
  const about = (answer: Answer) => (answers.length > 1 ? answer : { ...answer, payoutId: "" });
  return [
    ...answers.flatMap((answer, index): Fact[] => {
      const attempt = index + 1;
      return [sent(attempt), { kind: "attempt-answered", atMs: 0, payout, attempt, ...about(answer) }];
    }),
    ...learned.map(({ by, attempt, answer }): Fact => {
      return { kind: "outcome-learned", atMs: 0, payout, attempt, by, ...about(answer) };
    }),
  ];
}

function listedAnswer({ state, word }: ObservedPayout, { injectedTimeouts }: Observed): Answer {
  const answer = answers[state];
  // A failed payout may have been paid, unless the API declares that it was not.
  const reason = state === "failed" && injectedTimeouts === "never-paid" ? "payment-timeout" : answer.reason;
  return { outcome: answer.outcome, reason, status: 0, code: word, payoutId: "" };
}

/** The answer that a caller would have got for a payout in this state. */
const answers = {
  paid: { outcome: "paid", reason: "none" },
  refused: { outcome: "refused", reason: "rejected" },
  failed: { outcome: "unknown", reason: "service-error" },
  pending: { outcome: "pending", reason: "none" },
  unknown: { outcome: "unknown", reason: "service-error" },
} as const satisfies Record<PayoutState, { readonly outcome: Outcome; readonly reason: AnswerReason }>;

function settled(payout: number, payment: Payment, terms: Terms): Fact[] {
  const { amountMsat } = payment;
  const passedOnMsat = passedOnMsatOf(payment, terms);
  return [
    { kind: "payment-received", atMs: 0, payout, amountMsat, fault: "settle" },
    { kind: "payment-settled", atMs: 0, payout, amountMsat, passedOnMsat },
  ];
}

/** A row for each key: the first has the key of the payout, in the numbers of these facts. */
function listed(projectId: string, payout: number, one: ObservedPayout): Fact[] {
  const { rows = [one] } = one;
  return rows.map(({ payoutId, state, word, amountMsat }): Fact => {
    const key = payoutKey(PREFIX, payout);
    return { kind: "payout-read", atMs: 0, projectId, payout, payoutId, key, state, word, amountMsat };
  });
}

function entriesAbsent(projectId: string): Fact {
  return { kind: "read-failed", atMs: 0, what: "entries", projectId, reason: "there are none", absent: true };
}

function entryRead(projectId: string, payout: number | null, { effect, word, deltaMsat }: ObservedEntry): Fact {
  const rest = { entryId: "", isOfOthers: false, balanceAfterMsat: null, enteredAtMs: null };
  return { kind: "entry-read", atMs: 0, projectId, payout, effect, word, deltaMsat, ...rest };
}

/** Entries that name no payout can only be judged together; if they add up to what was paid, they show nothing wrong. */
function sayNothing(entries: readonly ObservedEntry[], payments: readonly Payment[], terms: Terms): boolean {
  if (entries.length === 0 || entries.some(({ payoutId, key }) => payoutId !== "" || key !== "")) return false;
  const paid = payments.map((one) => terms.costMsat(one.amountMsat) + passedOnMsatOf(one, terms));
  return sum(entries.map(({ deltaMsat }) => deltaMsat)) + sum(paid) === 0;
}

function passedOnMsatOf({ feeMsat }: Payment, { routingFees }: Terms): Msat {
  return routingFees === "absorbed" ? 0 : feeMsat;
}
