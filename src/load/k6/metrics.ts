import type { Report } from "../report.ts";

/** The metrics of the script, one for each kind of report. */
export const metrics = {
  begun: "chaos_payout_begun",
  ready: "chaos_payout_ready",
  attempt: "chaos_payout_attempt_duration",
  learned: "chaos_payout_learned",
  done: "chaos_payout_done",
  failed: "chaos_payout_script_failed",
} as const satisfies Record<Report["kind"], string>;

/** Their names. */
export const METRICS: ReadonlySet<string> = new Set(Object.values(metrics));

/** The key under which a report travels with a point of its metric. Metadata is not indexed, so no two have to be alike. */
export const METADATA = "chaos_payout_report";
