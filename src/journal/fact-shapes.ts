import type { Fact } from "../domain/fact.ts";
import type { FieldType } from "./field-types.ts";

const ofAttempt = { atMs: "number", payout: "payout", attempt: "payout" } as const;
const atRail = { atMs: "number", payout: "payout?" } as const;
const ofProject = { atMs: "number", projectId: "text" } as const;

/** Every kind of fact, with its fields and the name of each field's type. */
export const shapes = {
  "run-started": {
    atMs: "number",
    format: "count",
    scenario: "text",
    description: "text",
    seed: "count",
    strategy: "text?",
    target: "text?",
    oracle: "oracle",
    injectedTimeouts: "injectedTimeouts",
    keyPrefix: "text",
    retryKey: "retryKey",
    payouts: "count",
    concurrency: "number?",
    projects: "projects",
    refusalsExpected: "flag",
    staleReadsMs: "number",
    clientTimeoutMs: "number",
    faults: "faults",
    thresholds: "thresholds",
    alerts: "alerts",
    expect: "expectation",
    doubts: "doubts",
    notes: "texts",
    reproduce: "text",
  },
  "phase-ended": { atMs: "number", phase: "text", payouts: "count", concurrency: "number?", mostInFlight: "count" },
  "attempt-sent": { ...ofAttempt, projectId: "text", amountMsat: "msat", costMsat: "msat" },
  "attempt-answered": {
    ...ofAttempt,
    outcome: "outcome",
    reason: "reason",
    status: "number",
    code: "text",
    payoutId: "text",
  },
  "payment-received": { ...atRail, amountMsat: "msat", fault: "text" },
  "payment-rejected": { ...atRail, reason: "text" },
  "payment-abandoned": atRail,
  "payment-settled": { ...atRail, amountMsat: "msat" },
  "payment-failed": atRail,
  "fault-fired": { ...atRail, fault: "text", delivered: "delivery?" },
  "balance-read": { ...ofProject, askedAtMs: "number", when: "moment", balanceMsat: "msat", heldMsat: "msat" },
  "entry-read": {
    ...ofProject,
    entryId: "text",
    payout: "payout?",
    isOfOthers: "flag",
    effect: "effect",
    word: "text",
    deltaMsat: "msat",
    balanceAfterMsat: "msat?",
    enteredAtMs: "number?",
  },
  "payout-read": {
    ...ofProject,
    payout: "payout?",
    payoutId: "text",
    key: "text",
    state: "state",
    word: "text",
    amountMsat: "msat",
  },
  "read-failed": { ...ofProject, what: "books", reason: "text", absent: "flag" },
  drained: { atMs: "number", unfinished: "unfinished" },
  "api-exited": { atMs: "number", reason: "text" },
  "api-crashed": { atMs: "number", point: "text", instance: "number" },
  "api-restarted": { atMs: "number", instance: "number" },
  interrupted: { atMs: "number", signal: "text?", limitMs: "number?" },
  "run-ended": { atMs: "number" },
} as const satisfies {
  [Kind in Fact["kind"]]: Record<Exclude<keyof Extract<Fact, { kind: Kind }>, "kind">, FieldType>;
};
