import type { RunChart } from "../domain/chart.ts";
import type { Reconciliation } from "../domain/reconciliation.ts";
import type { Verdict } from "../domain/verdict.ts";

/**
 * A reporter renders and writes nothing: it turns what was reconciled into text, and only the command line writes text. It reads
 * no environment either, so colour and width are arguments.
 */
export type Reporter = (run: Run, options: ReportOptions) => string;

/** Every reporter by the name under which `--reporter` knows it. */
export const reporterNames = ["table", "json", "junit", "markdown", "github", "html"] as const;

/** The name of a reporter. */
export type ReporterName = (typeof reporterNames)[number];

/** The reporters that draw a run over time, which takes a chart of it; they make pages and are of no use on a screen. */
export const drawingReporters: readonly ReporterName[] = ["html"];

/** One call of the command line: the scenarios it ran or judged, and what they come to together. */
export interface Run {
  /** The version of chaos-payout. */
  readonly version: string;
  /** The seed of every scenario of the run; null where they do not share one. */
  readonly seed: number | null;
  /** The exit code that the process will end with. */
  readonly exitCode: number;
  /** The worst verdict of all scenarios. */
  readonly verdict: Verdict;
  readonly scenarios: readonly ReportedScenario[];
}

/** What was reconciled, with what only some callers have and only some reporters want. */
export interface ReportedScenario extends Reconciliation {
  /** The file that the scenario came from; left out where a journal is judged. */
  readonly source?: ScenarioSource | undefined;
  /** The run over time; left out where no reporter draws it. */
  readonly chart?: RunChart | undefined;
}

/** Where the parts of a scenario stand in its file, for reports that point there. */
export interface ScenarioSource {
  /** As the reader would name it, relative to the working folder where it lies in it. */
  readonly file: string;
  /**
   * The file and the line, from 1, of a part by its path, such as `["thresholds", "timeout_errors", 0]`; of the nearest part around it where
   * the file leaves it out.
   */
  locate(path: readonly (string | number)[]): { readonly file: string; readonly line: number };
  /** Whether the file contains a part at all. Left out where it is not known. */
  isWritten?(path: readonly (string | number)[]): boolean;
  /** The path of the first place that declares a fault; undefined for one that the file does not declare. Left out where it is not known. */
  faultPath?(name: string): readonly (string | number)[] | undefined;
}

/** How much a report for people shows: a line for each scenario, the usual, or everything. */
export type Detail = "brief" | "usual" | "full";

/** What a reporter has to know about the place its text goes to. */
export interface ReportOptions {
  /** How much colour, in chalk's levels: 0 for none, 1 for 16 colours, 2 for 256, 3 for all. */
  readonly colour: 0 | 1 | 2 | 3;
  /** `usual` where it is left out. */
  readonly detail?: Detail | undefined;
  /** The width of a line in columns; reporters that draw stay between 60 and 200. */
  readonly width: number;
  /** For a page: its styles and scripts; one without them is plain, and draws no plot. */
  readonly page?: PageParts | undefined;
}

/** What a page carries with it so that it needs nothing else. */
export interface PageParts {
  readonly styles: readonly PagePart[];
  readonly scripts: readonly PagePart[];
}

/** A style sheet or a script, as it will stand in the page. */
export interface PagePart {
  readonly text: string;
  /** Its SHA-256 in base64, by which the page allows it and nothing else. */
  readonly sha256: string;
}
