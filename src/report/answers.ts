import type { ConclusionKind } from "../domain/conclusion.ts";
import { type Finding, type FindingKind, findingKinds } from "../domain/finding.ts";
import type { FaultCount, ProjectStatement, Reconciliation, ThresholdResult } from "../domain/reconciliation.ts";
import { doubtSentence } from "../explain/doubts.ts";
import { findingTexts } from "../explain/findings.ts";
import { explainedNames } from "../explain/index.ts";
import { plain } from "../text/plain.ts";
import { expectationAnswered, interruptionText } from "./concluded.ts";
import { declarationOf } from "./declaration.ts";
import { figure, looked, payoutCount, signedSats } from "./figures.ts";
import type { Sign } from "./ink.ts";
import { faultSign, thresholdSign } from "./sign-of.ts";

/**
 * A run as questions with answers, for the reports that machines show as a list of tests. At least one answer is no good news exactly
 * when the run does not come out as expected, so a list of tests and an exit code never say different things.
 */
export interface Answer {
  readonly kind: "check" | "threshold" | "fault" | "proof" | "expectation";
  /** What was asked about: a kind of finding, a threshold, a fault. Plain text. */
  readonly name: string;
  readonly sign: Sign;
  /** The answer in one line of plain text; "" where there is nothing to say. */
  readonly says: string;
  /** What tells more, in lines of plain text. */
  readonly more: readonly string[];
  /** The name under which `explain` tells what to do about it. */
  readonly explain: string | undefined;
}

/** Every question that one run was asked: all checks, thresholds and faults, whether it proves something, and what was expected of it. */
export function answersOf(scenario: Reconciliation): readonly Answer[] {
  return [
    ...findingKinds.map((kind) => checkAnswer(kind, scenario)),
    ...scenario.thresholds.map((threshold) => thresholdAnswer(threshold, scenario)),
    ...scenario.faults.map((fault) => faultAnswer(fault, scenario)),
    proofAnswer(scenario),
    expectationAnswer(scenario),
  ];
}

function checkAnswer(kind: FindingKind, scenario: Reconciliation): Answer {
  const finding = scenario.findings.find((each) => each.kind === kind);
  const head = { kind: "check", name: kind, explain: kind } as const;
  if (finding === undefined) return { ...head, sign: "✓", says: "", more: [] };
  const extent = `${payoutCount(finding.payouts)}, ${signedSats(finding.msat)}`;
  const more = findingStory(finding, scenario.projects);
  return isExpected(kind, scenario)
    ? { ...head, sign: "✓", says: `as expected: ${extent}`, more }
    : { ...head, sign: "✗", says: `${extent}: ${findingTexts[kind].is}`, more };
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
export function findingStory(finding: Finding, projects: readonly ProjectStatement[]): readonly string[] {
  const shares = projects.length < 2 ? [] : finding.projects;
  return [
    ...shares.map(
      ({ projectId, payouts, msat }) => `${plain(projectId)}: ${payoutCount(payouts)}, ${signedSats(msat)}`,
    ),
    ...finding.examples.flatMap(({ key, timeline }) => [plain(key), ...timeline.map((phrase) => `  ${plain(phrase)}`)]),
  ];
}

function thresholdAnswer(threshold: ThresholdResult, { conclusion }: Reconciliation): Answer {
  const { metric, expression, ok } = threshold;
  const value = looked(threshold);
  const head = { kind: "threshold", name: `${plain(metric)} ${plain(expression)}`, explain: undefined } as const;
  if (ok) return { ...head, sign: "✓", says: value ?? "", more: [] };
  const was = value === undefined ? "no value" : `was ${value}`;
  // Bad news that was ordered crosses thresholds as well, and then they do not count.
  if (conclusion.kind === "as-expected") {
    return {
      ...head,
      sign: "✓",
      says: `${was}, and it does not count where ${conclusion.verdict} is expected`,
      more: [],
    };
  }
  return { ...head, sign: thresholdSign(threshold), says: was, more: [] };
}

function faultAnswer(fault: FaultCount, scenario: Reconciliation): Answer {
  const name = plain(fault.name);
  return {
    kind: "fault",
    name,
    sign: expectsDoubt(scenario) ? "✓" : faultSign(fault, scenario),
    says: `${figure(fault.fired)} of ${figure(fault.planned)} fired`,
    more: [],
    explain: explainedNames.includes(name) ? name : undefined,
  };
}

function expectsDoubt({ conclusion }: Reconciliation): boolean {
  return conclusion.kind === "as-expected" && conclusion.verdict === "inconclusive";
}

function proofAnswer(scenario: Reconciliation): Answer {
  const { doubts, interrupted } = scenario;
  const cut = interrupted === null ? [] : [`${interruptionText(interrupted)}: a partial report`];
  const reasons = [...cut, ...doubts.map((doubt) => plain(doubtSentence(doubt)))];
  const [first = "", ...others] = reasons;
  return {
    kind: "proof",
    name: "proves something",
    sign: reasons.length === 0 || expectsDoubt(scenario) ? "✓" : "?",
    says: others.length === 0 ? first : `${figure(reasons.length)} reasons for doubt`,
    more: others.length === 0 ? [] : reasons,
    explain: "inconclusive",
  };
}

function expectationAnswer(scenario: Reconciliation): Answer {
  const declaration = declarationOf(scenario);
  return {
    kind: "expectation",
    name: "verdict as expected",
    ...expectationAnswered(scenario),
    more: declaration === undefined ? [] : [declaration],
    explain: scenario.conclusion.verdict,
  };
}
