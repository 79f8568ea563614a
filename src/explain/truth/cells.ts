import type { FindingKind } from "../../domain/finding.ts";
import type { DocumentedCell } from "../../domain/matrix.ts";

/** Nothing is found. */
export const ok: DocumentedCell = { verdict: "balanced", findings: [], perhaps: [], because: "" };

/** Findings that every run shows, and those that only some show. */
export function violated(
  because: string,
  findings: readonly FindingKind[],
  perhaps: readonly FindingKind[] = [],
): DocumentedCell {
  return { verdict: "violated", findings, perhaps, because };
}

/** Payouts that nobody decides. */
export function stuck(because: string): DocumentedCell {
  return { verdict: "stuck", findings: ["stuck-pending"], perhaps: [], because };
}

/** The same, under a strategy that never looks a payment up: a fault of look-ups cannot happen there, so it is in doubt, whatever else is found. */
export function unasked({ verdict, findings, perhaps, because }: DocumentedCell): DocumentedCell {
  const reasons = [...(because === "" ? [] : [because]), "it never looks a payment up, so no look-up meets the fault"];
  return {
    verdict: verdict === "balanced" ? "inconclusive" : verdict,
    findings,
    perhaps,
    doubts: ["fault-not-fired"],
    because: reasons.join("; "),
  };
}

/** The strategies that look a payment up before they refund it. All three are right where look-ups tell the truth. */
export const good = { "fail-open": ok, "tracked-saga": ok, outbox: ok };

/** The three without a hold, if they share a reason. */
export function withoutHold(cell: DocumentedCell | null) {
  return { naive: cell, "snapshot-rollback": cell, rollback: cell };
}

/** Why `naive` keeps money. */
export const NEVER_REFUNDED = "the charge is never refunded";
/** Why a refund on anything but success is wrong. */
export const GUESSED = "refunds the charge on a guess, and the payment settles";
/** Why restoring a balance is wrong. */
export const SNAPSHOT = "the restored balance is older than the charges of other payouts";
/** The same mistake with a hold. */
export const CANCELLED = "cancels the hold on a guess, and the payment settles";
/** Why a retry is told something else than what is true. */
export const UNGUARDED =
  "nothing guards the key: the second attempt is reported as failed although the payment settles";
