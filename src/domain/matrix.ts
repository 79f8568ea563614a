import type { Doubt } from "./doubt.ts";
import type { FindingKind } from "./finding.ts";
import type { Msat } from "./money.ts";
import type { Verdict } from "./verdict.ts";

/** What a cell of the matrix is documented to show: exactly these kinds of finding. */
export interface DocumentedCell {
  readonly verdict: Verdict;
  readonly findings: readonly FindingKind[];
  /** Kinds that come with them on some runs and not on others, because they depend on who overtakes whom. */
  readonly perhaps: readonly FindingKind[];
  /** Why it comes out like this, in one line. */
  readonly because: string;
}

/** What one run showed. */
export interface MeasuredCell {
  readonly verdict: Verdict;
  readonly findings: readonly { readonly kind: FindingKind; readonly payouts: number; readonly msat: Msat }[];
  /** Null where a balance could not be read. */
  readonly driftMsat: Msat | null;
  readonly doubts: readonly Doubt[];
}

/** One strategy under one fault. */
export interface MatrixCell {
  readonly strategy: string;
  /** The letter of the column. */
  readonly fault: string;
  /** Null where nothing is documented; then only a doubt differs. */
  readonly documented: DocumentedCell | null;
  readonly measured: MeasuredCell;
  readonly asDocumented: boolean;
  /** The line that repeats the run. */
  readonly reproduce: string;
}

/** A column: a fault, and the scenario that brings it about. */
export interface MatrixColumn {
  readonly fault: string;
  readonly title: string;
  readonly scenario: string;
}

/** Strategies against faults, each cell measured. */
export interface Matrix {
  readonly version: string;
  readonly exitCode: number;
  readonly durationMs: number;
  /** In the order of the table. */
  readonly strategies: readonly string[];
  readonly columns: readonly MatrixColumn[];
  /** How many cells were to be measured; more than there are where it was stopped. */
  readonly planned: number;
  readonly cells: readonly MatrixCell[];
}

/**
 * Whether a run showed what is documented: every kind that has to be there, none that may not be, and no doubt, because what is found in
 * spite of a doubt may have been found for another reason. Where nothing is documented, anything may be found, but it has to be certain.
 */
export function isAsDocumented(documented: DocumentedCell | null, measured: MeasuredCell): boolean {
  if (measured.verdict === "inconclusive" || measured.doubts.length > 0) return false;
  if (documented === null) return true;
  const kinds = measured.findings.map(({ kind }) => kind);
  return (
    measured.verdict === documented.verdict &&
    documented.findings.every((kind) => kinds.includes(kind)) &&
    showsOnlyDocumented(documented, measured)
  );
}

/** Whether nothing was found that may not be, whatever is missing. */
export function showsOnlyDocumented(documented: DocumentedCell | null, { findings }: MeasuredCell): boolean {
  if (documented === null) return true;
  const allowed = [...documented.findings, ...documented.perhaps];
  return findings.every(({ kind }) => allowed.includes(kind));
}
