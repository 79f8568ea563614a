import { type Finding, type FindingKind, findingKinds } from "../domain/finding.ts";
import { counted, formatChangeInSats, formatInteger } from "../domain/format.ts";
import type { FaultCount, ProjectStatement, Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { findingTexts } from "../explain/findings.ts";
import { explainedNames } from "../explain/index.ts";
import { stripControls } from "../text/strip-controls.ts";
import { expectationText, interruptionText } from "./conclusion-text.ts";
import { faultSign, thresholdSign } from "./signs.ts";
import type { Sign } from "./theme.ts";
import { declarationText, formatObservedValue } from "./wording.ts";

/** One test of a report that is a list of tests. At least one is not `✓` exactly when the exit code is not 0. */
export interface TestCase {
  readonly kind: "check" | "threshold" | "fault" | "proof" | "expectation";
  /** A kind of finding, a threshold, a fault: text without controls. */
  readonly name: string;
  readonly sign: Sign;
  /** The result on one line; may be "". */
  readonly summary: string;
  readonly details: readonly string[];
  /** The name to pass to `explain`. */
  readonly explain: string | undefined;
}

/** The test cases of a run: its checks, thresholds and faults, whether it is conclusive, and whether the verdict was expected. */
export function testCasesOf(scenario: Reconciliation): readonly TestCase[] {
  return [
    ...findingKinds.map((kind) => checkCase(kind, scenario)),
    ...scenario.thresholds.map((threshold) => thresholdCase(threshold, scenario)),
    ...scenario.faults.map((fault) => faultCase(fault, scenario)),
    proofCase(scenario),
    expectationCase(scenario),
  ];
}

function checkCase(kind: FindingKind, scenario: Reconciliation): TestCase {
  const finding = scenario.findings.find((each) => each.kind === kind);
  const head = { kind: "check", name: kind, explain: kind } as const;
  if (finding === undefined) return { ...head, sign: "✓", summary: "", details: [] };
  const extent = extentOf(finding);
  const details = findingDetails(finding, scenario.projects);
  return isExpected(kind, scenario)
    ? { ...head, sign: "✓", summary: `as expected: ${extent}`, details }
    : { ...head, sign: "✗", summary: `${extent}: ${findingTexts[kind].summary}`, details };
}

/** `10 payouts, −10,200 sats`. */
export function extentOf({ payouts, msat }: Pick<Finding, "payouts" | "msat">): string {
  return `${counted(payouts, "payout")}, ${formatChangeInSats(msat)}`;
}

/** If the run came out as expected, every finding was expected; otherwise those that the scenario names. */
function isExpected(kind: FindingKind, { conclusion, expectation }: Reconciliation): boolean {
  const isMet = conclusion.kind === "as-expected" || conclusion.kind === "expected-in-doubt";
  return isMet || expectation.findings?.includes(kind) === true;
}

/** The timelines of a finding, and its share of each project if there are several. */
export function findingDetails(finding: Finding, projects: readonly ProjectStatement[]): readonly string[] {
  const shares = projects.length < 2 ? [] : finding.projects;
  return [
    ...shares.map(({ projectId, ...share }) => `${stripControls(projectId)}: ${extentOf(share)}`),
    ...finding.examples.flatMap(({ key, timeline }) => [
      stripControls(key),
      ...timeline.map((phrase) => `  ${stripControls(phrase)}`),
    ]),
  ];
}

function thresholdCase(threshold: ThresholdResult, { conclusion }: Reconciliation): TestCase {
  const { metric, expression, ok } = threshold;
  const value = formatObservedValue(threshold);
  const name = `${stripControls(metric)} ${stripControls(expression)}`;
  const head = { kind: "threshold", name, details: [], explain: undefined } as const;
  if (ok) return { ...head, sign: "✓", summary: value ?? "" };
  const was = value === undefined ? "no value" : `was ${value}`;
  // Expected bad news crosses thresholds as well.
  if (conclusion.kind === "as-expected") {
    return { ...head, sign: "✓", summary: `${was}, which does not count where ${conclusion.verdict} is expected` };
  }
  return { ...head, sign: thresholdSign(threshold), summary: was };
}

function faultCase(fault: FaultCount, scenario: Reconciliation): TestCase {
  const name = stripControls(fault.name);
  return {
    kind: "fault",
    name,
    sign: expectsDoubt(scenario) ? "✓" : faultSign(fault, scenario),
    summary: `${formatInteger(fault.fired)} of ${formatInteger(fault.planned)} fired`,
    details: [],
    explain: explainedNames.includes(name) ? name : undefined,
  };
}

function expectsDoubt({ conclusion }: Reconciliation): boolean {
  return conclusion.kind === "as-expected" && conclusion.verdict === "inconclusive";
}

function proofCase(scenario: Reconciliation): TestCase {
  const { doubts, interrupted } = scenario;
  const cut = interrupted === null ? [] : [`${interruptionText(interrupted)}: partial report`];
  const reasons = [...cut, ...doubts.map((doubt) => stripControls(doubtSentence(doubt)))];
  const [first = "", ...others] = reasons;
  return {
    kind: "proof",
    name: "is conclusive",
    sign: reasons.length === 0 || expectsDoubt(scenario) ? "✓" : "?",
    summary: others.length === 0 ? first : `${formatInteger(reasons.length)} reasons for doubt`,
    details: others.length === 0 ? [] : reasons,
    explain: "inconclusive",
  };
}

function expectationCase(scenario: Reconciliation): TestCase {
  const declaration = declarationText(scenario);
  return {
    kind: "expectation",
    name: "verdict as expected",
    ...expectationText(scenario),
    details: declaration === undefined ? [] : [declaration],
    explain: scenario.conclusion.verdict,
  };
}
