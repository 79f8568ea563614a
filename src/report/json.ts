import type { Finding } from "../domain/finding.ts";
import type { ProjectStatement, Reconciliation } from "../domain/reconciliation.ts";
import { jsonText } from "./json-text.ts";
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
    // Exactly one of the two: a foreign target has a strategy of its own, which nobody told us.
    ...(target === null ? { strategy } : { target }),
    seed: reconciliation.seed,
    verdict: reconciliation.verdict,
    durationMs: reconciliation.durationMs,
    payouts: reconciliation.payouts,
    concurrency: reconciliation.concurrency,
    oracle: reconciliation.oracle,
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
    inconclusiveBecause: reconciliation.inconclusiveBecause,
    notes: reconciliation.notes,
    expectation: {
      verdict: reconciliation.expectation.verdict,
      findings: reconciliation.expectation.findings,
      met: reconciliation.expectation.met,
    },
    interrupted: reconciliation.interrupted,
    again: reconciliation.again,
  };
}

function project(statement: ProjectStatement) {
  return {
    projectId: statement.projectId,
    openingSats: statement.openingSats,
    settledPayouts: statement.settledPayouts,
    unknownOutcomes: statement.unknownOutcomes,
    expectedSats: statement.expectedSats,
    actualSats: statement.actualSats,
    driftSats: statement.driftSats,
  };
}

function finding({ kind, payouts, sats, projects, examples }: Finding) {
  return {
    kind,
    payouts,
    sats,
    projects: projects.map(({ projectId, payouts, sats }) => ({ projectId, payouts, sats })),
    examples: examples.map(({ key, story, moments }) => {
      return { key, story, moments: moments.map(({ atMs, by, text }) => ({ atMs, by, text })) };
    }),
  };
}
