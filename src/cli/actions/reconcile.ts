import { reconcile } from "../../reconcile/index.ts";
import { reporterNames } from "../../report/report.ts";
import { refuseOverwriting } from "../output/files.ts";
import { readJournal } from "../output/journal.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { chartsFor, detailOf, writeReports } from "../output/reports.ts";

/** The flags of `reconcile`. */
export interface ReconcileFlags {
  readonly reporter: readonly string[];
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** False with --no-ci. */
  readonly ci: boolean;
}

/** Judges every run of a journal again and reports it; returns the exit code. @throws UsageError */
export async function reconcileCommand(file: string, flags: ReconcileFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, reporterNames);
  refuseOverwriting({ choices, read: [file] });
  const addChart = await chartsFor(choices);
  const runs = await readJournal(file);
  return writeReports(
    { choices, version, ci: flags.ci ? process.env : undefined, detail: detailOf(flags) },
    runs.map((run) => addChart(reconcile(run, { timelines: flags.verbose === true ? "all" : "some" }), run)),
  );
}
