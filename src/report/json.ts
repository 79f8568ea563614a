import type { Finding } from "../domain/finding.ts";
import { formatDuration } from "../domain/format.ts";
import { type Msat, satsOf } from "../domain/money.ts";
import type { Interruption, ProjectStatement, Reconciliation } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { jsonText } from "../text/json.ts";
import { doubtJson } from "./doubt-json.ts";
import type { Reporter } from "./report.ts";

/**
 * The report for programs. Its names and its shape are a contract: fields are added, never renamed and never removed. So each
 * field is written out here, and a change of the domain's own names does not reach it unnoticed.
 */
export const json: Reporter = (run) => {
  const report = {
    version: run.version,
    seed: run.seed,
    exitCode: run.exitCode,
    verdict: run.verdict,
    scenarios: run.scenarios.map(scenario),
  };
  return jsonText(report);
};

function scenario(reconciliation: Reconciliation) {
  const { target, strategy } = reconciliation;
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
    projects: reconciliation.projects.map(project),
    findings: reconciliation.findings.map(finding),
    faults: reconciliation.faults.map(({ name, planned, fired }) => ({ name, planned, fired })),
    metrics: reconciliation.metrics,
    thresholds: reconciliation.thresholds.map(({ metric, expression, ok, value }) => {
      return { metric, expression, ok, value };
    }),
    alerts: reconciliation.alerts.map(({ name, severity, when, fired, value }) => {
      return { name, severity, when, fired, value };
    }),
    conclusion: { kind: reconciliation.conclusion.kind, verdict: reconciliation.conclusion.verdict },
    inconclusiveBecause: reconciliation.doubts.map(doubtSentence),
    doubts: reconciliation.doubts.map(doubtJson),
    notes: reconciliation.notes,
    expectation: {
      verdict: reconciliation.expectation.verdict,
      findings: reconciliation.expectation.findings,
      met: reconciliation.expectation.met,
    },
    interrupted: stoppedBy(reconciliation.interrupted),
    reproduce: reconciliation.reproduce,
  };
}

function project(statement: ProjectStatement) {
  return {
    projectId: statement.projectId,
    openingSats: sats(statement.openingMsat),
    settledPayouts: statement.settledPayouts,
    unknownOutcomes: statement.unknownOutcomes,
    expectedSats: sats(statement.expectedMsat),
    actualSats: sats(statement.actualMsat),
    heldSats: sats(statement.heldMsat),
    driftSats: sats(statement.driftMsat),
  };
}

function finding({ kind, payouts, msat, projects, examples }: Finding) {
  return {
    kind,
    payouts,
    sats: satsOf(msat),
    projects: projects.map(({ projectId, payouts, msat }) => ({ projectId, payouts, sats: satsOf(msat) })),
    examples: examples.map(({ key, timeline, events }) => {
      return { key, timeline, events: events.map(({ atMs, by, text }) => ({ atMs, by, text })) };
    }),
  };
}

/** Amounts are in sats, with up to three decimals, under names that say so. */
function sats(msat: Msat | null): number | null {
  return msat === null ? null : satsOf(msat);
}

/** The name of the signal, or what the limit of time was. */
function stoppedBy(interruption: Interruption | null): string | null {
  if (interruption === null) return null;
  return interruption.kind === "signal"
    ? interruption.signal
    : `its time limit of ${formatDuration(interruption.limitMs)}`;
}
