import { formatDuration } from "../domain/format.ts";
import type { Interruption, Reconciliation } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { jsonText } from "../text/json.ts";
import { doubtJson, inSats } from "./in-sats.ts";
import type { Reporter } from "./report.ts";

/** The report for programs. Its shape is a contract: fields are added, never renamed and never removed. */
export const json: Reporter = ({ version, seed, exitCode, verdict, scenarios }) =>
  jsonText({ version, seed, exitCode, verdict, scenarios: scenarios.map(scenario) });

/** Each field is listed, because a scenario also carries what only other reports need. */
function scenario(reconciliation: Reconciliation) {
  const { target, strategy, doubts } = reconciliation;
  return {
    name: reconciliation.scenario,
    description: reconciliation.description,
    // Exactly one of the two: the strategy of an external target is not known.
    ...(target === null ? { strategy } : { target }),
    seed: reconciliation.seed,
    verdict: reconciliation.verdict,
    durationMs: reconciliation.durationMs,
    payouts: reconciliation.payouts,
    concurrency: reconciliation.concurrency,
    oracle: reconciliation.oracle,
    injectedTimeouts: reconciliation.injectedTimeouts,
    projects: reconciliation.projects.map(inSats),
    findings: reconciliation.findings.map(inSats),
    faults: reconciliation.faults,
    metrics: reconciliation.metrics,
    thresholds: reconciliation.thresholds,
    alerts: reconciliation.alerts,
    conclusion: reconciliation.conclusion,
    inconclusiveBecause: doubts.map(doubtSentence),
    doubts: doubts.map(doubtJson),
    notes: reconciliation.notes,
    expectation: reconciliation.expectation,
    interrupted: stoppedBy(reconciliation.interrupted),
    reproduce: reconciliation.reproduce,
  };
}

function stoppedBy(interruption: Interruption | null): string | null {
  if (interruption === null) return null;
  return interruption.kind === "signal"
    ? interruption.signal
    : `its time limit of ${formatDuration(interruption.limitMs)}`;
}
