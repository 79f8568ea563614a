import type { ConclusionKind } from "../domain/conclusion.ts";
import { type Finding, type FindingKind, findingKinds } from "../domain/finding.ts";
import { counted, formatChangeInSats, formatInteger } from "../domain/format.ts";
import type { FaultCount, ProjectStatement, Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { findingTexts } from "../explain/findings.ts";
import { explainedNames } from "../explain/index.ts";
import { stripControls } from "../text/strip-controls.ts";
import { expectationText, interruptionText } from "./conclusion-text.ts";
import { declarationText } from "./declaration.ts";
import { formatObservedValue } from "./observed-value.ts";
import { faultSign, thresholdSign } from "./signs.ts";
import type { Sign } from "./theme.ts";

/**
 * A run as questions with answers, for the reports that machines show as a list of tests. At least one answer is no good news exactly
 * when the run does not come out as expected, so a list of tests and an exit code never say different things.
 */
export interface TestCase {
  readonly kind: "check" | "threshold" | "fault" | "proof" | "expectation";
  /** What was asked about: a kind of finding, a threshold, a fault. Plain text. */
  readonly name: string;
  readonly sign: Sign;
  /** The answer in one line of plain text; "" where there is nothing to say. */
  readonly summary: string;
  /** What tells more, in lines of plain text. */
  readonly details: readonly string[];
  /** The name under which `explain` tells what to do about it. */
  readonly explain: string | undefined;
}

/** Every question that one run was asked: all checks, thresholds and faults, whether it proves something, and what was expected of it. */
export function testCasesOf(scenario: Reconciliation): readonly TestCase[] {
  return [
    ...findingKinds.map((kind) => checkAnswer(kind, scenario)),
    ...scenario.thresholds.map((threshold) => thresholdAnswer(threshold, scenario)),
    ...scenario.faults.map((fault) => faultAnswer(fault, scenario)),
    proofAnswer(scenario),
    expectationAnswer(scenario),
  ];
}

function checkAnswer(kind: FindingKind, scenario: Reconciliation): TestCase {
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

/** The stories of a finding, line by line, with its share of each project where there are several. */
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

function thresholdAnswer(threshold: ThresholdResult, { conclusion }: Reconciliation): TestCase {
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
      summary: `${was}, and it does not count where ${conclusion.verdict} is expected`,
      details: [],
    };
  }
  return { ...head, sign: thresholdSign(threshold), summary: was, details: [] };
}

function faultAnswer(fault: FaultCount, scenario: Reconciliation): TestCase {
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

function proofAnswer(scenario: Reconciliation): TestCase {
  const { doubts, interrupted } = scenario;
  const cut = interrupted === null ? [] : [`${interruptionText(interrupted)}: a partial report`];
  const reasons = [...cut, ...doubts.map((doubt) => stripControls(doubtSentence(doubt)))];
  const [first = "", ...others] = reasons;
  return {
    kind: "proof",
    name: "proves something",
    sign: reasons.length === 0 || expectsDoubt(scenario) ? "✓" : "?",
    summary: others.length === 0 ? first : `${formatInteger(reasons.length)} reasons for doubt`,
    details: others.length === 0 ? [] : reasons,
    explain: "inconclusive",
  };
}

function expectationAnswer(scenario: Reconciliation): TestCase {
  const declaration = declarationText(scenario);
  return {
    kind: "expectation",
    name: "verdict as expected",
    ...expectationText(scenario),
    details: declaration === undefined ? [] : [declaration],
    explain: scenario.conclusion.verdict,
  };
}
