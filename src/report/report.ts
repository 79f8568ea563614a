import type { RunChart } from "../domain/chart.ts";
import type { History } from "../domain/history.ts";
import type { Reconciliation } from "../domain/reconciliation.ts";
import type { Verdict } from "../domain/verdict.ts";

/** Renders a run as text; writes nothing and reads no environment. */
export type Reporter = (run: Run, options: ReportOptions) => string;

/** The scenarios of one call, and their result together. */
export interface Run {
  /** The version of chaos-payout. */
  readonly version: string;
  /** Null if the scenarios do not share one. */
  readonly seed: number | null;
  /** The exit code that the process will end with. */
  readonly exitCode: number;
  /** The worst verdict of all scenarios. */
  readonly verdict: Verdict;
  readonly scenarios: readonly ReportedScenario[];
}

/** A reconciliation with what only some reporters show. */
export interface ReportedScenario extends Reconciliation {
  /** Left out if a journal is judged. */
  readonly source?: ScenarioSource | undefined;
  /** Left out if no reporter draws it. */
  readonly chart?: RunChart | undefined;
  /** How its first finding came about; left out unless every event of the run was told. */
  readonly history?: History | undefined;
}

/** Where the parts of a scenario are in its file. */
export interface ScenarioSource {
  /** Relative to the working folder if it is inside of it. */
  readonly file: string;
  /** The file and the line, from 1, of a part (`["thresholds", "timeout_errors", 0]`), or of the nearest part around it. */
  locate(path: readonly (string | number)[]): { readonly file: string; readonly line: number };
  /** Whether the file contains a part; left out if unknown. */
  isWritten?(path: readonly (string | number)[]): boolean;
  /** The path of the first declaration of a fault; undefined if the file does not declare it. Left out if unknown. */
  faultPath?(name: string): readonly (string | number)[] | undefined;
}

/** How much a table shows: a line for each scenario, the usual, or everything. */
export type Detail = "brief" | "usual" | "full";

/** What a reporter knows about the place its text goes to. */
export interface ReportOptions {
  /** A level of chalk: 0 for none, 1 for 16 colours, 2 for 256, 3 for all. */
  readonly colour: 0 | 1 | 2 | 3;
  /** Default: usual. */
  readonly detail?: Detail | undefined;
  /** In columns; tables stay between 60 and 200. */
  readonly width: number;
  /** For a page, which is plain and without plots if they are left out. */
  readonly page?: PageParts | undefined;
}

/** The styles and scripts of a page. */
export interface PageParts {
  readonly styles: readonly PagePart[];
  readonly scripts: readonly PagePart[];
}

/** A style sheet or a script. */
export interface PagePart {
  readonly text: string;
  /** In base64, for the Content-Security-Policy of the page. */
  readonly sha256: string;
}
