import type { ConclusionKind } from "../domain/conclusion.ts";
import { formatDuration } from "../domain/format.ts";
import type { Interruption, Reconciliation } from "../domain/reconciliation.ts";
import type { Verdict } from "../domain/verdict.ts";
import { stripControls } from "../text/strip-controls.ts";
import { type Sign, verdictSigns } from "./theme.ts";

/**
 * How a conclusion looks and what is said with it: tables over its kind. Nobody here compares a verdict with what was expected; reconcile
 * has done that, once.
 */
export interface ConclusionText {
  readonly sign: Sign;
  /** `VIOLATED`. */
  readonly word: string;
  /** What else has to be said in the same breath: that it was expected, or was not, or is of a part of a run; "" for nothing. */
  readonly remark: string;
}

/** How a scenario came out. A doubt is never a pass, and neither is a part of a run. */
export function conclusionText(scenario: Reconciliation): ConclusionText {
  const { conclusion, interrupted } = scenario;
  const cut = interrupted === null ? [] : [interruptionText(interrupted)];
  return {
    sign: signs[conclusion.kind][conclusion.verdict],
    word: conclusion.verdict.toUpperCase(),
    remark: [remarks[conclusion.kind](scenario), ...cut].filter((remark) => remark !== "").join(", "),
  };
}

/** What stopped a run early, as a report has it above its figures: `INTERRUPTED by SIGINT`. */
export function interruptionText(interruption: Interruption): string {
  switch (interruption.kind) {
    case "signal":
      return `INTERRUPTED by ${stripControls(interruption.signal)}`;
    case "time-limit":
      return `STOPPED at its time limit of ${formatDuration(interruption.limitMs)}`;
  }
}

/** Whether what was expected came, as an answer to that question. */
export function expectationText(scenario: Reconciliation): { readonly sign: Sign; readonly summary: string } {
  const { kind, verdict } = scenario.conclusion;
  return { sign: answerSigns[kind][verdict], summary: answers[kind](scenario) };
}

/** What was expected of a scenario, and what came instead. */
function describeMismatch({ conclusion, expectation, findings }: Reconciliation): string {
  const hoped = expectation.findings === null ? "" : ` (${expectation.findings.map(stripControls).join(", ")})`;
  const found = findings.map((finding) => finding.kind).join(", ");
  const { verdict } = conclusion;
  const came = verdict !== expectation.verdict ? verdict : found === "" ? "found nothing" : `found ${found}`;
  return `expected ${expectation.verdict}${hoped}, but ${came}`;
}

type SignByVerdict = Readonly<Record<Verdict, Sign>>;

const always = (sign: Sign): SignByVerdict => ({ violated: sign, stuck: sign, inconclusive: sign, balanced: sign });

/** Bad news is bad however much is missing, and what is good of a part of a run, or was not ordered, is not. */
const ofPart: SignByVerdict = { ...verdictSigns, balanced: "?" };
const notOrdered: SignByVerdict = { ...verdictSigns, balanced: "✗" };

const signs = {
  "as-expected": always("✓"),
  violated: always("✗"),
  stuck: always("✗"),
  inconclusive: always("?"),
  "expected-in-doubt": always("?"),
  "not-as-expected": notOrdered,
  "threshold-crossed": always("✗"),
  interrupted: ofPart,
  terminated: ofPart,
} as const satisfies Record<ConclusionKind, SignByVerdict>;

/** Of the expectation alone: a crossed threshold is bad news of its own. */
const answerSigns = { ...signs, "threshold-crossed": always("✓") } as const satisfies typeof signs;

type Wording = (scenario: Reconciliation) => string;

const nothing: Wording = () => "";
const expectedInDoubt = "as expected, but in doubt";
const expected: Wording = ({ conclusion }) => `${conclusion.verdict}, as expected`;
const partly: Wording = ({ conclusion }) => `${conclusion.verdict}, for part of the run`;

const remarks = {
  "as-expected": ({ conclusion }) => (conclusion.verdict === "balanced" ? "" : "as expected"),
  violated: nothing,
  stuck: nothing,
  inconclusive: nothing,
  "expected-in-doubt": () => expectedInDoubt,
  "not-as-expected": describeMismatch,
  "threshold-crossed": () => "but a threshold was crossed",
  interrupted: nothing,
  terminated: nothing,
} as const satisfies Record<ConclusionKind, Wording>;

const answers = {
  "as-expected": expected,
  violated: describeMismatch,
  stuck: describeMismatch,
  inconclusive: (scenario) => (scenario.interrupted === null ? describeMismatch(scenario) : partly(scenario)),
  "expected-in-doubt": ({ conclusion }) => `${conclusion.verdict} ${expectedInDoubt}`,
  "not-as-expected": describeMismatch,
  "threshold-crossed": expected,
  interrupted: partly,
  terminated: partly,
} as const satisfies Record<ConclusionKind, Wording>;
