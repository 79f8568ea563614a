import type { MatrixCell, MeasuredCell } from "../../domain/matrix.ts";
import { findingCodes } from "../../explain/finding-codes.ts";
import { payoutCount, signedSats } from "../figures.ts";

/** What stands in a cell: `ok`, the codes of what was found, or `?` where nothing was proved. */
export function cellWords({ documented, measured, asDocumented }: MatrixCell): readonly string[] {
  const words = foundWords(measured);
  if (documented === null) return words.map((word) => `(${word})`);
  return asDocumented ? words : words.map((word) => `✗ ${word}`);
}

function foundWords({ verdict, findings }: MeasuredCell): readonly string[] {
  if (findings.length > 0) return findings.map(({ kind }) => findingCodes[kind]);
  return [verdict === "balanced" ? "ok" : "?"];
}

/** What was found, with its figures: `charged-not-paid 10 payouts −10,200 sats`. */
export function foundText({ verdict, findings, inconclusiveBecause }: MeasuredCell): string {
  const found = findings.map(({ kind, payouts, sats }) => `${kind} ${payoutCount(payouts)} ${signedSats(sats)}`);
  if (found.length > 0) return found.join(", ");
  return verdict === "balanced" ? verdict : `${verdict}, because ${inconclusiveBecause.join("; ")}`;
}

/** What is documented of a cell, as the list of what differs has it. */
export function documentedText({ documented }: MatrixCell): string {
  if (documented === null) return "nothing";
  if (documented.findings.length === 0) return documented.verdict;
  return documented.findings.join(" and ");
}

/** The figures of a whole matrix in one line: how many cells, and how many differ. */
export function countOf(cells: readonly MatrixCell[]): {
  readonly differing: readonly MatrixCell[];
  readonly all: number;
} {
  return { differing: cells.filter(({ asDocumented }) => !asDocumented), all: cells.length };
}
