import type { Doubt, DoubtKind } from "./doubt.ts";
import { faultPlaces } from "./fault.ts";
import type { FindingKind } from "./finding.ts";
import type { Msat } from "./money.ts";
import type { Verdict } from "./verdict.ts";

/** Where the faults of a matrix happen, in the order of its table. */
export const matrixPlaces = [...faultPlaces, "client", "money"] as const;

/** One of these places. */
export type MatrixPlace = (typeof matrixPlaces)[number];

/** The documented result of a matrix cell. */
export interface DocumentedCell {
  readonly verdict: Verdict;
  readonly findings: readonly FindingKind[];
  /** Further kinds that depend on timing, so only some runs show them. */
  readonly perhaps: readonly FindingKind[];
  /** Every kind of doubt that it leaves, for example because the fault cannot happen under this strategy; by default none. */
  readonly doubts?: readonly DoubtKind[];
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
  /** The name of the fault, which is that of its scenario. */
  readonly fault: string;
  /** Null if nothing is documented; then only a doubt differs. */
  readonly documented: DocumentedCell | null;
  readonly measured: MeasuredCell;
  readonly asDocumented: boolean;
  /** The line that repeats the run. */
  readonly reproduce: string;
}

/** A fault of the table. */
export interface MatrixFault {
  /** Its name, which is that of its scenario. */
  readonly fault: string;
  /** Another name for it; null where it has none. */
  readonly letter: string | null;
  readonly place: MatrixPlace;
  readonly title: string;
  readonly scenario: string;
}

/** Strategies against faults, each cell measured. */
export interface Matrix {
  readonly version: string;
  readonly exitCode: number;
  readonly durationMs: number;
  /** True if it was measured in virtual time, false on real processes. */
  readonly simulated: boolean;
  /** In the order of the table. */
  readonly strategies: readonly string[];
  readonly faults: readonly MatrixFault[];
  /** The planned number of cells; more than there are if it was stopped. */
  readonly planned: number;
  readonly cells: readonly MatrixCell[];
}

/**
 * True if a run showed exactly what is documented: the verdict, the findings, and the kinds of doubts. If nothing is documented, any findings
 * are accepted, and no doubt is.
 */
export function isAsDocumented(documented: DocumentedCell | null, measured: MeasuredCell): boolean {
  if (documented === null) return measured.verdict !== "inconclusive" && measured.doubts.length === 0;
  const kinds = measured.findings.map(({ kind }) => kind);
  return (
    hasDocumentedVerdict(documented, measured) &&
    documented.findings.every((kind) => kinds.includes(kind)) &&
    showsOnlyDocumented(documented, measured) &&
    leavesDocumentedDoubts(documented, measured)
  );
}

/** Where no finding is certain, luck decides whether there is one. */
function hasDocumentedVerdict({ verdict, findings }: DocumentedCell, measured: MeasuredCell): boolean {
  const isLuck = verdict === "violated" && findings.length === 0;
  return measured.verdict === verdict || (isLuck && measured.verdict === "balanced");
}

function leavesDocumentedDoubts({ doubts: documented = [] }: DocumentedCell, { doubts }: MeasuredCell): boolean {
  const kinds = doubts.map(({ kind }) => kind);
  return documented.every((kind) => kinds.includes(kind)) && kinds.every((kind) => documented.includes(kind));
}

/** True if nothing undocumented was found. */
export function showsOnlyDocumented(documented: DocumentedCell | null, { findings }: MeasuredCell): boolean {
  if (documented === null) return true;
  const allowed = [...documented.findings, ...documented.perhaps];
  return findings.every(({ kind }) => allowed.includes(kind));
}
