import { counted, formatDuration, formatInteger, formatMoment, listed } from "../../domain/format.ts";
import { isMatterOfTime, unfinishedText } from "../unfinished.ts";
import { done } from "./done.ts";
import type { DoubtTexts } from "./doubt-text.ts";

/** What cut a run short, and what could not be read or judged after it. */
export const end = {
  interrupted: {
    summary: "the run was interrupted",
    says: ({ signal }) => `${signal} stopped the run before its load was complete`,
    wayOut: "run it again",
  },
  "time-limit": {
    summary: "the run reached its time limit",
    says: ({ limitMs }) => `the run reached its time limit of ${formatDuration(limitMs)} before its load was complete`,
    wayOut: "split the load into several scenarios",
  },
  "api-exited": {
    summary: "the API exited unexpectedly",
    says: ({ atMs, reason }) => `the API exited unexpectedly at ${formatMoment(atMs)}: ${reason}`,
    wayOut: "run it with the same seed to see whether it exits again",
  },
  "not-restarted": {
    summary: "the API did not come back after it was killed",
    says: ({ point, how }) => `the API did not come back after it was ${done[how]} at ${point}`,
    wayOut: "check that the API starts on the ledger that the crash left behind",
  },
  "journal-incomplete": {
    summary: "the journal is incomplete",
    says: "the journal is incomplete: the run did not finish",
    wayOut: "let a run finish with --journal",
  },
  "drain-missing": {
    summary: "the journal does not say how the drain ended",
    wayOut: "let a run finish with --journal",
  },
  unfinished: {
    summary: "something was unfinished when the drain ended",
    says: ({ unfinished }) => `unfinished at the end of the drain: ${listed(unfinished.map(unfinishedText))}`,
    wayOut: ({ unfinished }) => (unfinished.some(isMatterOfTime) ? "raise drain" : ""),
  },
  "read-failed": {
    summary: "a balance, the entries or the payouts could not be read",
    says: ({ what, projectId, reason }) => `the ${what} of ${projectId} could not be read: ${reason}`,
    wayOut: "make sure that the API answers this call",
  },
  "balance-not-read": {
    summary: "an opening or a final balance was not read",
    says: ({ projectId, when }) => `the ${when} balance of ${projectId} was not read`,
    wayOut: "make sure that the API answers GET /api/v1/projects/:id/balance",
  },
  "entries-lost": {
    summary: "the entries could be read before the load but not after it",
    says: ({ projectId }) => `the entries of ${projectId} could be read before the load but not after it`,
    wayOut: "make sure that the API still lists them after the load",
  },
  "entries-of-others": {
    summary: "payouts of others, such as an earlier run, also moved the balance",
    says: ({ projectId, entries }) =>
      `${counted(entries, "entry", "entries")} of ${projectId} ${entries === 1 ? "belongs" : "belong"} to payouts that are not from this run`,
    wayOut: "use a separate project for this run, and wait until earlier runs have ended",
  },
  "entries-unmatched": {
    summary: "no entry names a payout, so no charge can be matched to its payout",
    says: ({ projectId, entries }) =>
      `none of the ${formatInteger(entries)} entries of ${projectId} names a payout of this run`,
    wayOut: "name the payout in each entry, as idempotencyKey or payoutId",
  },
  "threshold-not-judged": {
    summary: "a threshold's metric has no samples",
    says: ({ metric, expression, reason }) => `the threshold ${metric}: ${expression} cannot be judged: ${reason}`,
    wayOut: "remove the threshold, or send payouts that its metric measures",
  },
  "check-failed": {
    summary: "a check crashed, which is a bug in chaos-payout",
    says: ({ check, reason }) => `the check ${check} crashed: ${reason}`,
    wayOut: "please report it",
  },
} as const satisfies DoubtTexts;
