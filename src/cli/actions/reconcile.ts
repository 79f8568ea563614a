import { reconcile } from "../../reconcile/index.ts";
import { refuseOverwriting } from "../output/files.ts";
import { readJournal } from "../output/journal.ts";
import { chartsFor, type ReportFlags, reportSettings, timelinesFor, writeReports } from "../output/reports.ts";

/** The flags of `reconcile`. */
export type ReconcileFlags = ReportFlags;

/** Judges every run of a journal again and reports it; returns the exit code. @throws UsageError */
export async function reconcileCommand(file: string, flags: ReconcileFlags, version: string): Promise<number> {
  const settings = reportSettings(flags, version);
  refuseOverwriting({ ...settings, read: [file] });
  const addChart = await chartsFor(settings.choices);
  const runs = await readJournal(file);
  const timelines = timelinesFor(settings);
  return writeReports(
    settings,
    runs.map((run) => addChart(reconcile(run, { timelines }), run)),
  );
}
