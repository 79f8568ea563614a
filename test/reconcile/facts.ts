import { builtInAlerts } from "../../src/domain/alert.ts";
import { type EntryEffect, entryEffects } from "../../src/domain/books.ts";
import type { Doubt } from "../../src/domain/doubt.ts";
import type {
  AttemptAnswered,
  AttemptSent,
  BalanceRead,
  EntryRead,
  Fact,
  FaultFired,
  OutcomeLearned,
  PayoutRead,
  ReadFailed,
} from "../../src/domain/fact.ts";
import type { Outcome } from "../../src/domain/outcome.ts";
import type { DeclaredProject, RunStarted } from "../../src/domain/run-started.ts";
import type { Unfinished } from "../../src/domain/unfinished.ts";
import { placeOfFault } from "../../src/scenario/fault-names.ts";
import { isWireFaultName, wireFaults } from "../../src/wire/index.ts";

/**
 * Small builders, so that a test names what matters to it and nothing else. Amounts are 1,000,000 msat, which cost 1,020,000: a fee of 2 %,
 * rounded up to a msat, that only the facts know of.
 */

type But<T> = Partial<Omit<T, "kind">>;

/** The project of every fact that names none. */
const PROJECT = "shop";

/** A doubt that a plan already brings with it. */
export const planned: Doubt = {
  ...{ kind: "fault-rounds-to-zero", fault: "timeout", declared: "1%", phase: "all", payouts: 20 },
};

/** Where answers are the oracle and what the injected timeouts mean is declared, as it is of the switch of the seed. */
export const neverPaid = { oracle: "answers", injectedTimeouts: "never-paid" } as const;

export function costOf(amountMsat: number): number {
  return amountMsat + Math.ceil(amountMsat / 50);
}

/** Projects of which the scenario declares so much balance, and nothing is held beyond the costs. */
export function declared(projectIds: readonly string[], balanceMsat = 100_000_000): DeclaredProject[] {
  return projectIds.map((projectId) => ({ projectId, balanceMsat, mayHold: { ppm: 0, atLeastMsat: 0 } }));
}

export function started(but: But<RunStarted> = {}): RunStarted {
  return {
    kind: "run-started",
    atMs: 0,
    format: 3,
    scenario: "small",
    description: "",
    seed: 1,
    strategy: "naive",
    target: null,
    oracle: "rail",
    injectedTimeouts: "unknown",
    keyPrefix: "k",
    retryKey: "same",
    payouts: 0,
    concurrency: null,
    projects: declared([PROJECT]),
    refusalsExpected: false,
    sharedInvoices: false,
    hostileAmounts: [],
    routingFees: "absorbed",
    staleReadsMs: 0,
    clientTimeoutMs: 2000,
    faults: [],
    thresholds: {},
    alerts: builtInAlerts,
    expect: { verdict: "balanced" },
    doubts: [],
    notes: [],
    reproduce: "chaos-payout run small --seed 1",
    ...but,
  };
}

export function sent(payout: number, but: But<AttemptSent> = {}): AttemptSent {
  const { amountMsat = 1_000_000 } = but;
  const asked = { atMs: 10, payout, attempt: 1, projectId: PROJECT, amountMsat, costMsat: costOf(amountMsat) };
  return { kind: "attempt-sent", ...asked, ...but };
}

export function answered(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  const good = { outcome: "paid", reason: "none", status: 201, code: "", payoutId: "" } as const;
  return { kind: "attempt-answered", atMs: 20, payout, attempt: 1, ...good, ...but };
}

/** The API answered that the payment timed out. */
export function timedOut(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  const timeout = { outcome: "unknown", reason: "payment-timeout", status: 504, code: "PAYMENT_TIMEOUT" } as const;
  return answered(payout, { ...timeout, ...but });
}

/** The API answered that the payment failed for certain. */
export function failed(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  const failure = { outcome: "refused", reason: "payment-failed", status: 502, code: "PAYMENT_FAILED" } as const;
  return answered(payout, { ...failure, ...but });
}

/** The API refused for want of money. */
export function broke(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  const refusal = { outcome: "refused", reason: "funds", status: 402, code: "INSUFFICIENT_BALANCE" } as const;
  return answered(payout, { ...refusal, ...but });
}

/** The API has taken the payout over. */
export function accepted(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  return answered(payout, { outcome: "pending", status: 202, ...but });
}

/** An earlier attempt under the same key is still being carried out. */
export function inProgress(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  const progress = { outcome: "pending", reason: "in-progress", status: 409, code: "PAYOUT_IN_PROGRESS" } as const;
  return answered(payout, { ...progress, ...but });
}

/** The connection broke before an answer. */
export function unanswered(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  return answered(payout, { outcome: "unknown", reason: "no-answer", status: 0, code: "ECONNRESET", ...but });
}

/** The caller gave up waiting. */
export function givenUp(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  return answered(payout, { outcome: "unknown", reason: "client-timeout", status: 0, code: "CLIENT_TIMEOUT", ...but });
}

/** A load engine ended without a word of it. */
export function notReported(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  return answered(payout, { outcome: "unknown", reason: "not-reported", status: 0, ...but });
}

/** The caller asked again, and the service told it this. */
export function learned(payout: number, outcome: Outcome, but: But<OutcomeLearned> = {}): OutcomeLearned {
  const reason = outcome === "unknown" ? "service-error" : "none";
  const told = { attempt: 1, by: "poll", reason, status: 200, code: "", payoutId: "" } as const;
  return { kind: "outcome-learned", atMs: 45, payout, outcome, ...told, ...but };
}

/** The service told the caller of its own accord. */
export function called(payout: number, outcome: Outcome, but: But<OutcomeLearned> = {}): OutcomeLearned {
  return learned(payout, outcome, { by: "callback", status: 0, ...but });
}

export function received(payout: number | null, fault = "settle", atMs = 12): Fact {
  return { kind: "payment-received", atMs, payout, amountMsat: 1_000_000, fault };
}

export function settled(payout: number | null, amountMsat = 1_000_000, atMs = 15): Fact {
  return { kind: "payment-settled", atMs, payout, amountMsat, passedOnMsat: 0 };
}

/** The rail gave a payment up. */
export function gaveUp(payout: number, atMs = 14): Fact {
  return { kind: "payment-failed", atMs, payout };
}

/** A fault that the scenario declares, for so many payouts. */
export function plannedFault(name: string, planned = 1): RunStarted["faults"][number] {
  return { name, where: placeOfFault(name) ?? "process", planned };
}

export function fired(payout: number, fault: string, atMs = 11): FaultFired {
  const delivered = isWireFaultName(fault) ? wireFaults[fault].delivered : null;
  return { kind: "fault-fired", atMs, payout, fault, delivered };
}

/** An entry under a word; one that is not the name of an effect is a word that nobody knows. */
export function entry(payout: number | null, word: string, deltaMsat: number, but: But<EntryRead> = {}): EntryRead {
  const effect: EntryEffect = entryEffects.find((one) => one === word) ?? "other";
  const rest = { entryId: "e", isOfOthers: false, balanceAfterMsat: null, enteredAtMs: null };
  return { kind: "entry-read", atMs: 900, projectId: PROJECT, payout, effect, word, deltaMsat, ...rest, ...but };
}

export function charge(payout: number, msat = 1_020_000, but: But<EntryRead> = {}): EntryRead {
  return entry(payout, "charge", -msat, but);
}

export function refund(payout: number, msat = 1_020_000, but: But<EntryRead> = {}): EntryRead {
  return entry(payout, "refund", msat, but);
}

export function listed(payout: number, but: But<PayoutRead> = {}): PayoutRead {
  const word = but.state === undefined ? "completed" : words[but.state];
  const row = { payoutId: `p${payout}`, key: `k_${payout}`, state: "paid", word, amountMsat: 1_000_000 } as const;
  return { kind: "payout-read", atMs: 890, projectId: PROJECT, payout, ...row, ...but };
}

/** How the embedded API calls the states; the last one is a word of somebody else's. */
const words = {
  ...{ paid: "completed", refused: "expired", failed: "error", pending: "pending", unknown: "processing" },
};

export function balance(when: BalanceRead["when"], balanceMsat: number, but: But<BalanceRead> = {}): BalanceRead {
  const atMs = but.atMs ?? (when === "opening" ? 1 : 910);
  return {
    kind: "balance-read",
    atMs,
    askedAtMs: atMs,
    projectId: PROJECT,
    when,
    balanceMsat,
    heldMsat: 0,
    ...but,
  };
}

/** A balance that was read while the load ran: asked at one moment, answered at another. */
export function seen(balanceMsat: number, askedAtMs: number, atMs: number, but: But<BalanceRead> = {}): BalanceRead {
  return balance("during", balanceMsat, { askedAtMs, atMs, ...but });
}

export function unread(what: ReadFailed["what"], but: But<ReadFailed> = {}): ReadFailed {
  return { kind: "read-failed", atMs: 905, what, projectId: PROJECT, reason: "no such call", absent: true, ...but };
}

/** A payout that went well, and its charge. */
export function good(payout: number, but: But<AttemptSent> = {}): Fact[] {
  const { projectId = PROJECT } = but;
  const charged = charge(payout, 1_020_000, { projectId });
  return [sent(payout, but), received(payout), settled(payout), answered(payout), charged];
}

/** A whole run in one project: what happened, between its opening and its final balance. */
export function run(finalMsat: number, happened: readonly Fact[], but: Partial<RunStarted> = {}): Fact[] {
  return [
    started({
      payouts: new Set(happened.flatMap((fact) => (fact.kind === "attempt-sent" ? fact.payout : []))).size,
      ...but,
    }),
    balance("opening", 100_000_000),
    // What an API does not offer it has not offered before the load either.
    ...happened.flatMap((fact) => (fact.kind === "read-failed" && fact.absent ? { ...fact, atMs: 2 } : [])),
    ...happened,
    balance("final", finalMsat),
    ...rested(),
  ];
}

/** Everything came to rest, and the run ended. */
export function rested(): Fact[] {
  return [
    { kind: "drained", atMs: 920, unfinished: [] },
    { kind: "run-ended", atMs: 1000 },
  ];
}

/** The same facts, except that not everything came to rest. */
export function restless(facts: readonly Fact[], ...unfinished: readonly Unfinished[]): Fact[] {
  const why: readonly Unfinished[] = unfinished.length > 0 ? unfinished : [{ kind: "payments-in-flight", payments: 1 }];
  return facts.map((fact) => (fact.kind === "drained" ? { ...fact, unfinished: why } : fact));
}
