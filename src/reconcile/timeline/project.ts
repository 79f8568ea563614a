import { counted, formatChange, formatInteger, formatSats } from "../../domain/format.ts";
import type { OutsideRead } from "../balance-bounds.ts";
import type { Hit } from "../evidence.ts";
import { oddlyHeldMsat, type ProjectAccount } from "../project-account.ts";
import type { Statement } from "../statement.ts";
import { type Told, tell } from "./event.ts";

/** The story of a finding that no payout explains: what is known of the project's balance instead. */
export function projectStory(hit: Hit, statement: Statement): readonly Told[] {
  const account = statement.accounts.find(({ projectId }) => projectId === hit.projectId);
  if (account === undefined) return [];
  if (hit.kind === "overdraft") return below(account);
  if (hit.kind === "impossible-balance") return outside(account);
  return [...strays(account), ...strangers(statement, account), ...residual(account), ...oddlyHeld(account)];
}

/** The first and the worst of the reads that cannot be; the others say the same. */
function outside({ bounds }: ProjectAccount): readonly Told[] {
  const { reads, outside, first, worst } = bounds;
  const told = first === worst ? [first] : [first, worst];
  return [
    ...told.flatMap((read) => (read === null ? [] : [impossible(read)])),
    ...(outside > told.length
      ? [tell("ledger", `${formatInteger(outside)} of ${counted(reads, "read")} during the load cannot be`)]
      : []),
  ];
}

function impossible({ balanceMsat, heldMsat, atMs, loMsat, hiMsat }: OutsideRead): Told {
  const allowed = loMsat === hiMsat ? formatSats(loMsat) : `${formatSats(loMsat)} to ${formatSats(hiMsat)}`;
  const held = heldMsat === 0 ? "" : ` with ${formatSats(heldMsat)} held`;
  const read = `the balance was read as ${formatSats(balanceMsat)}${held}`;
  return tell("ledger", read, atMs, `, and answers known by then allow ${allowed}`);
}

function below({ overdraft }: ProjectAccount): readonly Told[] {
  return overdraft === null
    ? []
    : [tell("ledger", `the balance was ${formatSats(overdraft.msat)} sats`, overdraft.atMs)];
}

function strays({ entriesKnown, strayEntries, strayMsat }: ProjectAccount): readonly Told[] {
  if (!entriesKnown || strayEntries === 0) return [];
  const entries = counted(strayEntries, "entry", "entries");
  return [tell("ledger", `${entries} of no payout of this run moved the balance by ${formatChange(strayMsat)} sats`)];
}

/** The node knows no projects, so payments that nobody asked for are told with the first one. */
function strangers({ course, accounts }: Statement, account: ProjectAccount): readonly Told[] {
  const { strayReceived, straySettled } = course;
  if (account !== accounts[0] || strayReceived + straySettled === 0) return [];
  const asked = `the node was asked for ${counted(strayReceived, "payment")} of no payout of this run`;
  return [tell("node", `${asked} and settled ${formatInteger(straySettled)}`)];
}

function residual({ residualMsat, entriesKnown }: ProjectAccount): readonly Told[] {
  if (residualMsat === null || residualMsat === 0) return [];
  const why = entriesKnown ? "no entry says why" : "neither answers nor settlements say why";
  return [tell("ledger", `the balance moved by ${formatChange(residualMsat)} sats and ${why}`)];
}

function oddlyHeld(account: ProjectAccount): readonly Told[] {
  const { heldMsat, mayBeHeldMsat } = account;
  if (heldMsat === null || oddlyHeldMsat(account) === 0) return [];
  const held = `at the end ${formatSats(heldMsat)} sats are held`;
  if (heldMsat < 0) return [tell("ledger", `${held}, beyond what was held at the start: less than nothing`)];
  const explained =
    mayBeHeldMsat === 0 ? "no open payout explains them" : `open payouts explain ${formatSats(mayBeHeldMsat)}`;
  return [tell("ledger", `${held}, and ${explained}`)];
}
