import type { ConclusionKind } from "../domain/conclusion.ts";
import { formatDuration } from "../domain/format.ts";
import type { Interruption, Reconciliation } from "../domain/reconciliation.ts";
import type { Verdict } from "../domain/verdict.ts";
import { stripControls } from "../text/strip-controls.ts";
import { type Sign, verdictSigns } from "./theme.ts";

/** A conclusion in words. Only reconcile compares a verdict with the expected one. */
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
  const [signs, remark] = texts[conclusion.kind];
  const parts = [remark(scenario), interrupted === null ? "" : interruptionText(interrupted)];
  return {
    sign: signs[conclusion.verdict],
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
  const [signs, , answer] = texts[kind];
  // A crossed threshold is a test case of its own.
  return { sign: kind === "threshold-crossed" ? "✓" : signs[verdict], summary: answer(scenario) };
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

type Wording = (scenario: Reconciliation) => string;

const nothing: Wording = () => "";
const expectedInDoubt = "as expected, but in doubt";
const expected: Wording = ({ conclusion }) => `${conclusion.verdict}, as expected`;
const partly: Wording = ({ conclusion }) => `${conclusion.verdict}, for part of the run`;

/** The sign of each kind, its remark, and whether it is what was expected. */
const texts: Readonly<Record<ConclusionKind, readonly [SignByVerdict, remark: Wording, answer: Wording]>> = {
  "as-expected": [always("✓"), ({ conclusion }) => (conclusion.verdict === "balanced" ? "" : "as expected"), expected],
  violated: [always("✗"), nothing, describeMismatch],
  stuck: [always("✗"), nothing, describeMismatch],
  inconclusive: [
    always("?"),
    nothing,
    (scenario) => (scenario.interrupted === null ? describeMismatch : partly)(scenario),
  ],
  "expected-in-doubt": [
    always("?"),
    () => expectedInDoubt,
    ({ conclusion }) => `${conclusion.verdict} ${expectedInDoubt}`,
  ],
  "not-as-expected": [notOrdered, describeMismatch, describeMismatch],
  "threshold-crossed": [always("✗"), () => "but a threshold was crossed", expected],
  interrupted: [ofPart, nothing, partly],
  terminated: [ofPart, nothing, partly],
};
