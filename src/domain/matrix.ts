import type { Doubt } from "./doubt.ts";
import type { FindingKind } from "./finding.ts";
import type { Msat } from "./money.ts";
import type { Verdict } from "./verdict.ts";

/** The documented result of a matrix cell. */
export interface DocumentedCell {
  readonly verdict: Verdict;
  readonly findings: readonly FindingKind[];
  /** Further kinds that depend on timing, so only some runs show them. */
  readonly perhaps: readonly FindingKind[];
  /** Why, in one line. */
  readonly because: string;
}

/** What one run showed. */
export interface MeasuredCell {
  readonly verdict: Verdict;
  readonly findings: readonly { readonly kind: FindingKind; readonly payouts: number; readonly msat: Msat }[];
  /** Null if a balance could not be read. */
  readonly driftMsat: Msat | null;
  readonly doubts: readonly Doubt[];
}

/** One strategy under one fault. */
export interface MatrixCell {
  readonly strategy: string;
  /** The letter of the column. */
  readonly fault: string;
  /** Null if nothing is documented; then only a doubt differs. */
  readonly documented: DocumentedCell | null;
  readonly measured: MeasuredCell;
  readonly asDocumented: boolean;
  /** The line that repeats the run. */
  readonly reproduce: string;
}

/** A column: a fault and its scenario. */
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
  /** The planned number of cells; more than there are if it was stopped. */
  readonly planned: number;
  readonly cells: readonly MatrixCell[];
}

/** True if a run showed exactly what is documented, without a doubt. If nothing is documented, any findings are accepted. */
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

/** True if nothing undocumented was found. */
export function showsOnlyDocumented(documented: DocumentedCell | null, { findings }: MeasuredCell): boolean {
  if (documented === null) return true;
  const allowed = [...documented.findings, ...documented.perhaps];
  return findings.every(({ kind }) => allowed.includes(kind));
}
