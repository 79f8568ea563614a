import type { Doubt } from "../domain/doubt.ts";
import type { Interrupted, PhaseEnded } from "../domain/fact.ts";
import type { Finding } from "../domain/finding.ts";
import type { Interruption, PhaseSummary, ProjectStatement, Reconciliation } from "../domain/reconciliation.ts";
import { type Verdict, worstVerdict } from "../domain/verdict.ts";
import { buildStatement } from "./build-statement.ts";
import * as checks from "./checks/index.ts";
import { checkExpectation, conclude } from "./conclusion.ts";
import { checksWithoutRail, isRailUnused } from "./coverage.ts";
import { doubtsOf } from "./doubts/index.ts";
import { expectedMsat } from "./expected-balance.ts";
import { countFaults } from "./fault-counts.ts";
import { countOf, linesWith } from "./line-store.ts";
import { measure } from "./metrics.ts";
import { notesOf } from "./notes.ts";
import { rounded } from "./percentiles.ts";
import { driftMsat, type ProjectAccount } from "./project-account.ts";
import type { Checks, Statement } from "./statement.ts";
import { runChecks, type TimelineDetail } from "./tally-findings.ts";
import { evaluateAlerts, evaluateThresholds } from "./thresholds.ts";
import { type Facts, withExamples } from "./timeline/index.ts";

/** How a run is judged. */
export interface ReconcileOptions {
  /** `some` by default. */
  readonly timelines?: TimelineDetail | undefined;
  /** All checks by default. */
  readonly checks?: Checks | undefined;
  /** How many lines of the statement are kept as objects, which makes no difference to anything but time and memory. */
  readonly linesAsObjects?: number | undefined;
}

/**
 * Judges a run from its facts alone. They become a statement, every check reads it, and the findings get examples, for which `facts` is
 * read again. The same facts give the same answer. @throws Error unless they are the facts of one run, starting with `run-started`.
 */
export function reconcile(facts: Facts, options: ReconcileOptions = {}): Reconciliation {
  const statement = buildStatement(facts, options.linesAsObjects);
  const all = options.checks ?? checks;
  const usable = isRailUnused(statement) ? checksWithoutRail(all) : all;
  const { tallies, failures } = runChecks(statement, usable, options.timelines);
  const findings = withExamples(tallies, statement, facts);
  const measured = measure(statement, tallies);
  const thresholds = evaluateThresholds(statement.run.thresholds, measured);
  const faults = countFaults(statement);
  const doubts = [...doubtsOf(statement, faults), ...thresholds.doubts, ...failures];
  const verdict = verdictOf(findings, doubts);
  const interrupted = interruptionOf(statement.events.interrupted);
  const result = {
    verdict,
    found: new Set(findings.map(({ kind }) => kind)),
    inDoubt: doubts.length > 0,
    crossed: thresholds.results.some(({ ok }) => !ok),
    interrupted,
  };
  return {
    verdict,
    ...headOf(statement),
    projects: statement.accounts.map(projectOf),
    findings,
    faults,
    phases: statement.events.phases.map(phaseOf),
    metrics: measured.metrics,
    thresholds: thresholds.results,
    alerts: evaluateAlerts(statement.run.alerts, measured),
    conclusion: conclude(statement.run.expect, result),
    doubts,
    notes: notesOf(statement, faults),
    expectation: checkExpectation(statement.run.expect, result),
    interrupted,
    reproduce: statement.run.reproduce,
  };
}

function headOf({ run, events, lines }: Statement) {
  const { scenario, description, strategy, target, oracle, seed, concurrency, payouts } = run;
  const injectedTimeouts = countOf(linesWith(lines, "reliesOnDeclaredTimeouts")) > 0 ? run.injectedTimeouts : null;
  const durationMs = rounded(events.ended?.atMs ?? events.lastAtMs);
  return { scenario, description, strategy, target, oracle, injectedTimeouts, seed, concurrency, payouts, durationMs };
}

function phaseOf({ phase, payouts, concurrency, mostInFlight, atMs }: PhaseEnded): PhaseSummary {
  return { name: phase, payouts, concurrency, mostInFlight, endedAtMs: rounded(atMs) };
}

function projectOf(account: ProjectAccount): ProjectStatement {
  const { projectId, openingMsat, settledPayouts, unknownOutcomes, finalMsat: actualMsat, heldMsat } = account;
  return {
    projectId,
    openingMsat,
    settledPayouts,
    unknownOutcomes,
    expectedMsat: expectedMsat(account),
    actualMsat,
    heldMsat,
    driftMsat: driftMsat(account),
  };
}

/** Worst first; a doubt is never a pass. A stuck payout may still end well, for example by hand; every other finding is already wrong. */
function verdictOf(findings: readonly Finding[], doubts: readonly Doubt[]): Verdict {
  const found = findings.map(({ kind }): Verdict => (kind === "stuck-pending" ? "stuck" : "violated"));
  const inconclusive: readonly Verdict[] = doubts.length > 0 ? ["inconclusive"] : [];
  return worstVerdict([...found, ...inconclusive, "balanced"]);
}

function interruptionOf(interrupted: Interrupted | null): Interruption | null {
  if (interrupted === null) return null;
  const { signal, limitMs } = interrupted;
  return limitMs === null ? { kind: "signal", signal: signal ?? "" } : { kind: "time-limit", limitMs };
}
