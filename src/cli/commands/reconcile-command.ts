import { reconcile } from "../../reconcile/reconcile.ts";
import { reporterNames } from "../../report/report.ts";
import { charting } from "../charting.ts";
import { readJournal } from "../journal-file.ts";
import { reporterChoices, writeReports } from "../reports.ts";

/** Judges every run of a journal again and reports; the answer is the exit code. @throws UsageError */
export async function reconcileCommand(file: string, reporters: readonly string[], version: string): Promise<number> {
  const choices = reporterChoices(reporters, reporterNames);
  const withChart = await charting(choices);
  const runs = await readJournal(file);
  return writeReports(
    choices,
    runs.map((run) => withChart(reconcile(run), run)),
    version,
  );
}
