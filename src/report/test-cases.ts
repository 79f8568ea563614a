import type { ConclusionKind } from "../domain/conclusion.ts";
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

/**
 * A run as test cases, for reports that are shown as a list of tests. At least one is not `✓` exactly when the exit code is not 0, so the two
 * never disagree.
 */
export interface TestCase {
  readonly kind: "check" | "threshold" | "fault" | "proof" | "expectation";
  /** A kind of finding, a threshold, a fault: text without controls. */
  readonly name: string;
  readonly sign: Sign;
  /** The result on one line; "" where there is nothing to say. */
  readonly summary: string;
  /** More about it, line by line. */
  readonly details: readonly string[];
  /** The name to pass to `explain`. */
  readonly explain: string | undefined;
}

/** The test cases of a run: every check, threshold and fault, whether it is conclusive, and whether the verdict is the expected one. */
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
  const extent = `${counted(finding.payouts, "payout")}, ${formatChangeInSats(finding.msat)}`;
  const details = findingDetails(finding, scenario.projects);
  return isExpected(kind, scenario)
    ? { ...head, sign: "✓", summary: `as expected: ${extent}`, details }
    : { ...head, sign: "✗", summary: `${extent}: ${findingTexts[kind].summary}`, details };
}

/** Where it came out as expected, all that was found was; where it did not, what was named was. */
function isExpected(kind: FindingKind, { conclusion, expectation }: Reconciliation): boolean {
  return expectsAll[conclusion.kind] || expectation.findings?.includes(kind) === true;
}

const expectsAll = {
  "as-expected": true,
  violated: false,
  stuck: false,
  inconclusive: false,
  "expected-in-doubt": true,
  "not-as-expected": false,
  "threshold-crossed": false,
  interrupted: false,
  terminated: false,
} as const satisfies Record<ConclusionKind, boolean>;

/** The timelines of a finding, line by line, with its share of each project where there are several. */
export function findingDetails(finding: Finding, projects: readonly ProjectStatement[]): readonly string[] {
  const shares = projects.length < 2 ? [] : finding.projects;
  return [
    ...shares.map(
      ({ projectId, payouts, msat }) =>
        `${stripControls(projectId)}: ${counted(payouts, "payout")}, ${formatChangeInSats(msat)}`,
    ),
    ...finding.examples.flatMap(({ key, timeline }) => [
      stripControls(key),
      ...timeline.map((phrase) => `  ${stripControls(phrase)}`),
    ]),
  ];
}

function thresholdCase(threshold: ThresholdResult, { conclusion }: Reconciliation): TestCase {
  const { metric, expression, ok } = threshold;
  const value = formatObservedValue(threshold);
  const head = {
    kind: "threshold",
    name: `${stripControls(metric)} ${stripControls(expression)}`,
    explain: undefined,
  } as const;
  if (ok) return { ...head, sign: "✓", summary: value ?? "", details: [] };
  const was = value === undefined ? "no value" : `was ${value}`;
  // Bad news that was ordered crosses thresholds as well, and then they do not count.
  if (conclusion.kind === "as-expected") {
    return {
      ...head,
      sign: "✓",
      summary: `${was}, which does not count where ${conclusion.verdict} is expected`,
      details: [],
    };
  }
  return { ...head, sign: thresholdSign(threshold), summary: was, details: [] };
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
