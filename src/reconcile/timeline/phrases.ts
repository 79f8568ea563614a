import type { AttemptAnswered, EntryRead, Fact, OutcomeLearned, PaymentSettled } from "../../domain/fact.ts";
import { formatSats } from "../../domain/format.ts";
import type { PayoutLine } from "../payout-line.ts";
import type { Evidence } from "../statement.ts";
import { type TimelineEntry, timelineEntry } from "./entry.ts";

/** When it was sent, and whether at all, is not known. */
export const NOT_REPORTED = "sending not reported";

/** Whether a load engine told of an attempt. */
export function isReported(attempt: number, facts: readonly Fact[]): boolean {
  const answer = facts.find((fact) => fact.kind === "attempt-answered" && fact.attempt === attempt);
  return answer?.kind !== "attempt-answered" || answer.reason !== "not-reported";
}

/** A sending. */
export function sentAs(attempt: number, { hostile }: PayoutLine): string {
  const sent = attempt === 1 ? "sent" : "sent again";
  return hostile === null ? sent : `${sent} (amount: ${hostile})`;
}

/** The end of an attempt. */
export function answered({ reason, status, code, payoutId }: AttemptAnswered, { kind }: Evidence): string {
  if (reason === "client-timeout") return "caller gave up";
  if (reason === "no-answer") return `no answer (${code || "none"})`;
  if (reason === "gateway") return `a gateway answered ${status}`;
  const as = kind === "key-breach" && payoutId !== "" ? ` as ${payoutId}` : "";
  return `answered ${status}${code === "" ? "" : ` ${code}`}${as}`;
}

/** What the caller learned later. */
export function told({ by, outcome, reason, code }: OutcomeLearned): string {
  if (reason === "absent") return "asked again: no such payout";
  if (reason === "not-asked") return "could not ask again";
  const word = outcome === "unknown" && reason === "payment-timeout" ? "payment timeout" : outcome;
  const what = by === "poll" ? "asked again" : "called back";
  return `${what}: ${word}${code === "" ? "" : ` (${code})`}`;
}

/** A settlement. */
export function settled({ amountMsat, passedOnMsat }: PaymentSettled): string {
  const route = passedOnMsat === 0 ? "" : `, and the route cost ${formatSats(passedOnMsat)}`;
  return `node settled ${formatSats(amountMsat)}${route}`;
}

/** An entry of the ledger; undefined for one that moved nothing. */
export function entered(entry: EntryRead, line: PayoutLine): TimelineEntry | undefined {
  const { enteredAtMs, balanceAfterMsat, projectId } = entry;
  const what = movement(entry);
  if (what === undefined) return undefined;
  const where = projectId === line.project.projectId ? "" : ` in ${projectId}`;
  const leaving = balanceAfterMsat !== null && balanceAfterMsat < 0 ? `, leaving ${formatSats(balanceAfterMsat)}` : "";
  return timelineEntry("ledger", `${what}${where}`, enteredAtMs, leaving);
}

function movement({ effect, word, deltaMsat }: EntryRead): string | undefined {
  // The service's word, unless it says the same.
  const as = word === "" || word === effect ? "" : ` (${word})`;
  if (effect === "refund") return `refunded ${formatSats(deltaMsat)}${as}`;
  if (effect === "hold" && deltaMsat <= 0) return `held ${formatSats(0 - deltaMsat)}${as}`;
  if (effect === "release" && deltaMsat >= 0) return `hold released: ${formatSats(deltaMsat)}${as}`;
  if (effect === "charge" && deltaMsat <= 0) return `charged ${formatSats(0 - deltaMsat)}${as}`;
  if (deltaMsat === 0) return undefined;
  const named = word === "" ? "" : ` (${word})`;
  return deltaMsat > 0 ? `credited ${formatSats(deltaMsat)}${named}` : `charged ${formatSats(0 - deltaMsat)}${named}`;
}
