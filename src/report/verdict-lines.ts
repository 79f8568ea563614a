import type { Reconciliation } from "../domain/reconciliation.ts";
import { againLines } from "./again-lines.ts";
import { type Ink, type Sign, tinted, verdictSigns } from "./ink.ts";
import { columnsOf, plain } from "./plain.ts";
import { hanging, wrapText } from "./wrap.ts";

/** How one scenario came out, in a word, with the sign that says whether that is good news. */
export interface Conclusion {
  readonly sign: Sign;
  /** `VIOLATED`. */
  readonly word: string;
  /** What else has to be said in the same breath: that it was expected, or was not; "" for nothing. */
  readonly remark: string;
}

/** How a scenario came out against what was expected of it. A doubt is never a pass, and neither is a part of a run. */
export function conclusion(reconciliation: Reconciliation): Conclusion {
  const word = reconciliation.verdict.toUpperCase();
  const { sign, remark } = judged(reconciliation);
  const { interrupted } = reconciliation;
  if (interrupted === null) return { sign, word, remark };
  const partial = `INTERRUPTED by ${plain(interrupted)}`;
  return { sign: sign === "✓" ? "?" : sign, word, remark: remark === "" ? partial : `${remark}, ${partial}` };
}

function judged(reconciliation: Reconciliation): Omit<Conclusion, "word"> {
  const { verdict, expectation, thresholds } = reconciliation;
  const sign = verdictSigns[verdict];
  if (expectation.verdict !== "balanced" || (expectation.findings ?? []).length > 0) {
    if (expectation.met) return { sign: "✓", remark: "as expected" };
    if (isExpectedInDoubt(reconciliation)) return { sign: "?", remark: "as expected, but in doubt" };
    return { sign: sign === "?" ? "?" : "✗", remark: disappointment(reconciliation) };
  }
  if (verdict === "balanced" && thresholds.some((threshold) => !threshold.ok)) {
    return { sign: "✗", remark: "but a threshold was crossed" };
  }
  return { sign, remark: "" };
}

/** True where it came out as expected, and a doubt says that it may have done so for another reason. */
export function isExpectedInDoubt({ verdict, expectation, findings, inconclusiveBecause }: Reconciliation): boolean {
  if (verdict !== expectation.verdict || inconclusiveBecause.length === 0) return false;
  const kinds = new Set(findings.map(({ kind }) => kind));
  const wanted = new Set<string>(expectation.findings ?? kinds);
  return kinds.size === wanted.size && [...kinds].every((kind) => wanted.has(kind));
}

/** The last line of a scenario: its verdict, and the command that repeats it. */
export function verdictLines(reconciliation: Reconciliation, width: number, ink: Ink): string[] {
  const { sign, word, remark } = conclusion(reconciliation);
  const text = [word, ...(remark === "" ? [] : [remark])].join("   ");
  const again = reconciliation.again === "" ? "" : `again: ${plain(reconciliation.again)}`;
  const head = (line: string) => ` ${tinted(sign, `${sign} ${ink.strong(line)}`, ink)}`;
  if (3 + columnsOf(text) + 3 + columnsOf(again) <= width) return [`${head(text)}   ${ink.faint(again)}`.trimEnd()];
  const lines = wrapText(text, width - 3);
  return [
    ...hanging(
      "",
      3,
      lines.map((line, index) => (index === 0 ? head(line) : line)),
    ),
    ...againLines(reconciliation.again, width).map((line) => ink.faint(line)),
  ];
}

/** What was expected of a scenario, and what came instead. */
export function disappointment({ verdict, expectation, findings }: Reconciliation): string {
  const hoped = expectation.findings === null ? "" : ` (${expectation.findings.map(plain).join(", ")})`;
  const found = findings.map((finding) => finding.kind).join(", ");
  const came = verdict !== expectation.verdict ? verdict : found === "" ? "found nothing" : `found ${found}`;
  return `expected ${expectation.verdict}${hoped}, but ${came}`;
}
