import { costMsat } from "../../src/domain/fee.ts";
import type { FaultSource, SystemDescription, SystemUnderTest } from "../../src/engine/system-under-test.ts";
import type { Target } from "../../src/service/target.ts";

/** Nothing goes wrong, and nothing is known of payments. */
export const noFaults: FaultSource = {
  begin: async () => {},
  heal: async () => {},
  allRecorded: async () => {},
  paymentsInFlight: () => 0,
  paymentsAwaited: () => 0,
  faultsAhead: () => 0,
};

/** A service of somebody else's that is judged by its answers. */
export const judgedByAnswers: SystemDescription = {
  strategy: null,
  target: "http://fake",
  oracle: "answers",
  injectedTimeouts: "unknown",
  routingFees: "absorbed",
  sharedInvoices: false,
  staleReadsMs: 0,
  clientTimeoutMs: 1_000,
  mayHold: { ppm: 0, atLeastMsat: 0 },
  feeOnRefund: "returned",
  keyPrefix: "s",
  doubts: [],
  notes: [],
};

/** A system around a target, changed where a test needs it. Its books are final, so that a run ends as soon as it is quiet. */
export function systemOf(target: Target, change: Partial<SystemUnderTest> = {}): SystemUnderTest {
  return {
    description: judgedByAnswers,
    target,
    costMsat,
    faults: noFaults,
    processes: null,
    callbacks: null,
    quiescence: { quietMs: 50, booksAreFinal: true, pace: { fromMs: 20, toMs: 20 } },
    close: async () => [],
    ...change,
  };
}
