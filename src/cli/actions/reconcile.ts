import { reconcile } from "../../reconcile/index.ts";
import { reporterNames } from "../../report/report.ts";
import { charting } from "../charting.ts";
import type { ReconcileFlags } from "../commands/reconcile-flags.ts";
import { readJournal } from "../output/journal-writer.ts";
import { reporterChoices } from "../output/reporter-choice.ts";
import { detailOf, writeReports } from "../output/reports.ts";
import { refuseOverwriting } from "../output-files.ts";

/** Judges every run of a journal again and reports; the answer is the exit code. @throws UsageError */
export async function reconcileCommand(file: string, flags: ReconcileFlags, version: string): Promise<number> {
  const choices = reporterChoices(flags.reporter, reporterNames);
  refuseOverwriting({ choices, read: [file] });
  const withChart = await charting(choices);
  const runs = await readJournal(file);
  return writeReports(
    { choices, version, ci: flags.ci ? process.env : undefined, detail: detailOf(flags) },
    runs.map((run) => withChart(reconcile(run, { timelines: flags.verbose === true ? "all" : "some" }), run)),
  );
}
