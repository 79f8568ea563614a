import { counted, formatChange, formatInteger, formatSats } from "../../domain/format.ts";
import type { OutsideRead } from "../balance-bounds.ts";
import { type ProjectAccount, unexplainedHeldMsat } from "../project-account.ts";
import type { Evidence, Statement } from "../statement.ts";
import { type TimelineEntry, timelineEntry } from "./event.ts";

/** The timeline of a finding that no payout explains: what is known of the project's balance instead. */
export function projectTimeline(hit: Evidence, statement: Statement): readonly TimelineEntry[] {
  const account = statement.accounts.find(({ projectId }) => projectId === hit.projectId);
  if (account === undefined) return [];
  if (hit.kind === "overdraft") return below(account);
  if (hit.kind === "impossible-balance") return outside(account);
  return [...strays(account), ...strangers(statement, account), ...residual(account), ...oddlyHeld(account)];
}

/** The first and the worst of the reads that cannot be; the others say the same. */
function outside({ bounds }: ProjectAccount): readonly TimelineEntry[] {
  const { reads, outside, first, worst } = bounds;
  const told = first === worst ? [first] : [first, worst];
  return [
    ...told.flatMap((read) => (read === null ? [] : [impossible(read)])),
    ...(outside > told.length
      ? [
          timelineEntry(
            "ledger",
            `${formatInteger(outside)} of ${counted(reads, "read")} during the load are impossible`,
          ),
        ]
      : []),
  ];
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

/** The node knows no projects, so payments that nobody asked for are told with the first one. */
function strangers({ events, accounts }: Statement, account: ProjectAccount): readonly TimelineEntry[] {
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

function oddlyHeld(account: ProjectAccount): readonly TimelineEntry[] {
  const { heldMsat, maxHeldMsat } = account;
  if (heldMsat === null || unexplainedHeldMsat(account) === 0) return [];
  const held = `at the end ${formatSats(heldMsat)} sats are held`;
  if (heldMsat < 0) return [timelineEntry("ledger", `${held}, beyond what was held at the start: less than nothing`)];
  const explained =
    maxHeldMsat === 0 ? "no open payout explains them" : `open payouts explain ${formatSats(maxHeldMsat)}`;
  return [timelineEntry("ledger", `${held}, and ${explained}`)];
}
