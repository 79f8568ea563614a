import type { FindingKind } from "../../domain/finding.ts";
import { counted, formatChangeInSats } from "../../domain/format.ts";
import type { MatrixCell, MeasuredCell } from "../../domain/matrix.ts";
import { doubtText } from "../../explain/doubts.ts";
import { findingCodes } from "../../explain/finding-codes.ts";

/** What stands in a cell: `ok`, the codes of what was found, and `?` where there is a doubt. */
export function cellWords({ documented, measured, asDocumented }: MatrixCell): readonly string[] {
  const words = foundWords(measured);
  if (!asDocumented) return words.map((word) => `✗ ${word}`);
  return documented === null ? words.map((word) => `(${word})`) : words;
}

function foundWords({ verdict, findings, doubts }: MeasuredCell): readonly string[] {
  const codes = findings.map(({ kind }) => findingCodes[kind]);
  if (codes.length === 0 && verdict === "balanced") return ["ok"];
  return codes.length === 0 || doubts.length > 0 ? [...codes, "?"] : codes;
}

/** What was found, with its figures and doubts: `charged-not-paid 10 payouts −10,200 sats`. */
export function foundText({ verdict, findings, doubts }: MeasuredCell): string {
  const found = findings.map(
    ({ kind, payouts, msat }) => `${kind} ${counted(payouts, "payout")} ${formatChangeInSats(msat)}`,
  );
  const what = found.length === 0 ? verdict : found.join(", ");
  if (doubts.length === 0) return what;
  return `${what}, ${found.length === 0 ? "" : "in doubt "}because ${doubts.map(doubtText).join("; ")}`;
}

/** What is documented of a cell, as the list of what differs has it. */
export function documentedText({ documented }: MatrixCell): string {
  if (documented === null) return "nothing";
  if (documented.findings.length === 0) return documented.verdict;
  return documented.findings.join(" and ");
}

/** The kinds that were found anywhere, with their codes, in the order of reports. */
export function codesIn(cells: readonly MatrixCell[]): readonly [FindingKind, string][] {
  const found = new Set(cells.flatMap(({ measured }) => measured.findings.map(({ kind }) => kind)));
  const codes = Object.entries(findingCodes) as [FindingKind, string][];
  return codes.filter(([kind]) => found.has(kind));
}
