import type { FindingKind } from "../../domain/finding.ts";
import { counted, formatChangeInSats } from "../../domain/format.ts";
import type { DocumentedCell, MatrixCell, MeasuredCell } from "../../domain/matrix.ts";
import { doubtText } from "../../explain/doubts.ts";
import { findingCodes } from "../../explain/finding-codes.ts";

/** The words of a cell: `ok`, the codes of its findings, and `?` for a doubt. */
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

/** `charged-not-paid 10 payouts −10,200 sats`. */
function foundText({ verdict, findings, doubts }: MeasuredCell): string {
  const found = findings.map(
    ({ kind, payouts, msat }) => `${kind} ${counted(payouts, "payout")} ${formatChangeInSats(msat)}`,
  );
  const what = found.length === 0 ? verdict : found.join(", ");
  if (doubts.length === 0) return what;
  return `${what}, ${found.length === 0 ? "" : "in doubt "}because ${doubts.map(doubtText).join("; ")}`;
}

/** How a cell differs, without its name: `documented balanced, measured charged-not-paid …`. */
export function differenceText({ documented, measured }: MatrixCell): string {
  return `documented ${expectedText(documented)}, measured ${foundText(measured)}`;
}

function expectedText(documented: DocumentedCell | null): string {
  if (documented === null) return "nothing";
  const { verdict, findings, doubts = [] } = documented;
  const what = findings.join(" and ") || verdict;
  return doubts.length === 0 ? what : `${what} (${doubts.join(", ")})`;
}

/** What a question mark says in a cell that is as documented. */
export const DOCUMENTED_DOUBT = "nothing is proved here, and that is documented";

/** True for a cell in which a doubt is documented and there. */
export function hasDocumentedDoubt({ measured, asDocumented }: MatrixCell): boolean {
  return asDocumented && measured.doubts.length > 0;
}

/** The kinds that were found in any cell, with their codes. */
export function codesIn(cells: readonly MatrixCell[]): readonly [FindingKind, string][] {
  const found = new Set(cells.flatMap(({ measured }) => measured.findings.map(({ kind }) => kind)));
  const codes = Object.entries(findingCodes) as [FindingKind, string][];
  return codes.filter(([kind]) => found.has(kind));
}
