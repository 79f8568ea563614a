import type { ConclusionKind } from "../domain/conclusion.ts";
import { formatDuration } from "../domain/format.ts";
import type { Interruption, Reconciliation } from "../domain/reconciliation.ts";
import type { Verdict } from "../domain/verdict.ts";
import { stripControls } from "../text/strip-controls.ts";
import { type Sign, verdictSigns } from "./theme.ts";

/** The words of a conclusion, by tables over its kind: only reconcile compares a verdict with the expected one. */
export interface ConclusionText {
  readonly sign: Sign;
  /** `VIOLATED`. */
  readonly word: string;
  /** Whether it was expected, or is of a part of a run; may be "". */
  readonly remark: string;
}

/** The verdict of a scenario in words. */
export function conclusionText(scenario: Reconciliation): ConclusionText {
  const { conclusion, interrupted } = scenario;
  const parts = [remarks[conclusion.kind](scenario), interrupted === null ? "" : interruptionText(interrupted)];
  return {
    sign: signs[conclusion.kind][conclusion.verdict],
    word: conclusion.verdict.toUpperCase(),
    remark: parts.filter((part) => part !== "").join(", "),
  };
}

/** What stopped a run early: `INTERRUPTED by SIGINT`. */
export function interruptionText(interruption: Interruption): string {
  return interruption.kind === "signal"
    ? `INTERRUPTED by ${stripControls(interruption.signal)}`
    : `STOPPED at its time limit of ${formatDuration(interruption.limitMs)}`;
}

/** Whether the run came out as expected. */
export function expectationText(scenario: Reconciliation): { readonly sign: Sign; readonly summary: string } {
  const { kind, verdict } = scenario.conclusion;
  return { sign: answerSigns[kind][verdict], summary: answers[kind](scenario) };
}

function describeMismatch({ conclusion, expectation, findings }: Reconciliation): string {
  const hoped = expectation.findings === null ? "" : ` (${expectation.findings.map(stripControls).join(", ")})`;
  const found = findings.map((finding) => finding.kind).join(", ");
  const { verdict } = conclusion;
  const came = verdict !== expectation.verdict ? verdict : found === "" ? "found nothing" : `found ${found}`;
  return `expected ${expectation.verdict}${hoped}, but ${came}`;
}

type SignByVerdict = Readonly<Record<Verdict, Sign>>;

const always = (sign: Sign): SignByVerdict => ({ violated: sign, stuck: sign, inconclusive: sign, balanced: sign });

/** Bad news of a part of a run is bad, and good news of it proves nothing. */
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

/** Without the thresholds, which are test cases of their own. */
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
