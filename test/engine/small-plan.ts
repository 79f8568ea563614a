import { builtInAlerts } from "../../src/domain/alert.ts";
import { payoutApiCharge } from "../../src/domain/fee.ts";
import type { Plan } from "../../src/scenario/plan.ts";

/** A plan of two payouts one after the other, without any fault, changed where a test needs it. */
export function planOf(change: Partial<Plan> = {}): Plan {
  return {
    ...{ scenario: "s", description: "", seed: 1, payouts: 2 },
    projects: [{ projectId: "p", balanceMsat: 10_000_000 }],
    amountsMsat: Float64Array.of(1_000_000, 1_000_000),
    projectOf: Uint16Array.of(0, 0),
    sharedInvoices: false,
    hostileAmounts: [],
    phases: [{ name: "all", first: 1, payouts: 2, arrival: { kind: "closed", concurrency: 1 }, rates: [] }],
    paymentFaults: new Map(),
    lookupFaults: new Map(),
    wireFaults: new Map(),
    callbackFaults: new Map(),
    faults: [],
    refusalsExpected: false,
    client: { timeoutMs: 1000, attempts: 3, backoffMs: 20, retryKey: "fresh", retryWhen: "outcome-unknown" },
    api: { strategy: "naive", fee: payoutApiCharge, railTimeoutMs: 100, recheckAfterMs: null, webhooks: false },
    ...{ rail: { duplicates: "reject" }, instances: 1, crashes: [], interruptions: [], simulate: null, edgeOrder: [] },
    ...{ drainMs: 500, thresholds: {}, alerts: builtInAlerts, expect: { verdict: "balanced" }, doubts: [] },
    ...change,
  };
}
