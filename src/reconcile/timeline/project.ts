import { counted, formatChange, formatInteger, formatSats } from "../../domain/format.ts";
import type { OutsideRead } from "../balance-bounds.ts";
import { type ProjectAccount, unexplainedHeldMsat } from "../project-account.ts";
import type { Evidence, Statement } from "../statement.ts";
import { type TimelineEntry, timelineEntry } from "./entry.ts";

/** The timeline of a finding without a payout: what is known about the balance of its project. */
export function projectTimeline(evidence: Evidence, statement: Statement): readonly TimelineEntry[] {
  const account = statement.accounts.find(({ projectId }) => projectId === evidence.projectId);
  if (account === undefined) return [];
  if (evidence.kind === "overdraft") return below(account);
  if (evidence.kind === "impossible-balance") return impossibleReads(account);
  return [
    ...strays(account),
    ...unrequestedPayments(statement, account),
    ...residual(account),
    ...unexplainedHold(account),
  ];
}

/** The first and the worst impossible read, and the number of all. */
function impossibleReads({ bounds }: ProjectAccount): readonly TimelineEntry[] {
  const { reads, outside, first, worst } = bounds;
  const shown = [...new Set([first, worst])].filter((read) => read !== null).map(impossible);
  const all = `${formatInteger(outside)} of ${counted(reads, "read")} during the load are impossible`;
  return outside > shown.length ? [...shown, timelineEntry("ledger", all)] : shown;
}

function impossible({ balanceMsat, heldMsat, atMs, loMsat, hiMsat }: OutsideRead): TimelineEntry {
  const allowed = loMsat === hiMsat ? formatSats(loMsat) : `${formatSats(loMsat)} to ${formatSats(hiMsat)}`;
  const held = heldMsat === 0 ? "" : ` with ${formatSats(heldMsat)} held`;
  const read = `the balance was read as ${formatSats(balanceMsat)}${held}`;
  return timelineEntry("ledger", read, atMs, `, and answers known by then allow ${allowed}`);
}

function below({ overdraft }: ProjectAccount): readonly TimelineEntry[] {
  return overdraft === null
    ? []
    : [timelineEntry("ledger", `the balance was ${formatSats(overdraft.msat)} sats`, overdraft.atMs)];
}

function strays({ entriesKnown, strayEntries, strayMsat }: ProjectAccount): readonly TimelineEntry[] {
  if (!entriesKnown || strayEntries === 0) return [];
  const entries = counted(strayEntries, "entry", "entries");
  return [
    timelineEntry("ledger", `${entries} of no payout of this run moved the balance by ${formatChange(strayMsat)} sats`),
  ];
}

/** The node knows no projects, so these payments are shown with the first one. */
function unrequestedPayments({ events, accounts }: Statement, account: ProjectAccount): readonly TimelineEntry[] {
  const { strayReceived, straySettled } = events;
  if (account !== accounts[0] || strayReceived + straySettled === 0) return [];
  const asked = `the node was asked for ${counted(strayReceived, "payment")} of no payout of this run`;
  return [timelineEntry("node", `${asked} and settled ${formatInteger(straySettled)}`)];
}

function residual({ residualMsat, entriesKnown }: ProjectAccount): readonly TimelineEntry[] {
  if (residualMsat === null || residualMsat === 0) return [];
  const why = entriesKnown ? "no entry explains it" : "neither answers nor settlements explain it";
  return [timelineEntry("ledger", `the balance moved by ${formatChange(residualMsat)} sats and ${why}`)];
}

function unexplainedHold(account: ProjectAccount): readonly TimelineEntry[] {
  const { heldMsat, maxHeldMsat } = account;
  if (heldMsat === null || unexplainedHeldMsat(account) === 0) return [];
  if (heldMsat < 0) {
    const less = `at the end ${formatSats(-heldMsat)} sats less are held than at the start`;
    return [timelineEntry("ledger", `${less}, so more was released than was held`)];
  }
  const held = `at the end ${formatSats(heldMsat)} sats are held`;
  const explained =
    maxHeldMsat === 0 ? "no open payout explains them" : `open payouts explain ${formatSats(maxHeldMsat)}`;
  return [timelineEntry("ledger", `${held}, and ${explained}`)];
}
