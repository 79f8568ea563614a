import type { FindingKind } from "../domain/finding.ts";
import type { Msat } from "../domain/money.ts";
import { fullCostMsat, type PayoutLine, settledCostMsat, unknownAttempts } from "./payout-line.ts";
import { driftMsat, type ProjectAccount } from "./project-account.ts";
import type { Evidence } from "./statement.ts";

/**
 * Findings without entries. The drift is exact, so the question is only which payouts caused it. What is missing may be held for stuck payouts,
 * and as much of it as these may hold is theirs: nobody knows better. The rest is lost in attempts without a definite answer: if the drift is exactly what all of those cost, it is theirs; if it is what some of them cost, it is theirs too, but it is
 * not known which; else no payout explains it. Nothing is inferred after an impossibly high balance (a restored snapshot, for example),
 * because that would name the wrong payouts.
 */
export function attribute(accounts: readonly ProjectAccount[], lines: Iterable<PayoutLine>): readonly Evidence[] {
  if (accounts.every(({ entriesKnown }) => entriesKnown)) return [];
  const byAccount = new Map<ProjectAccount, Own>();
  for (const account of accounts) if (!account.entriesKnown) byAccount.set(account, { lines: [], alike: undefined });
  for (const line of lines) {
    const own = byAccount.get(line.project);
    if (own !== undefined) add(own, line);
  }
  return [...byAccount].flatMap(([account, own]) => {
    if (account.bounds.above > 0) return [];
    const drift = driftMsat(account) ?? 0;
    const held = heldForStuck(own.lines, drift);
    return [...held, ...attributeProject(drift - held.reduce((sum, { msat }) => sum + msat, 0), own)];
  });
}

/** The payouts of a project. A long run has many, so only those are kept that may have caused a drift. */
interface Own {
  readonly lines: PayoutLine[];
  /** The amount and the cost of each, null where they are not of one amount; undefined without any. */
  alike: Pick<PayoutLine, "amountMsat" | "costMsat"> | null | undefined;
}

function add(own: Own, line: PayoutLine): void {
  const { amountMsat, costMsat } = line;
  own.alike = own.alike === undefined ? { amountMsat, costMsat } : own.alike;
  if (own.alike?.amountMsat !== amountMsat) own.alike = null;
  if (isOpenStuck(line) || suspectedCharges(line).times > 0 || isPaidUnreported(line)) own.lines.push(line);
}

function isOpenStuck({ stuck, conclusion }: PayoutLine): boolean {
  return stuck && conclusion !== "paid" && conclusion !== "refused";
}

/**
 * What may still be held for payouts that are stuck and whose caller was not told how they ended, in proportion to the most that each of them
 * may hold beyond what its settlements cost.
 */
function heldForStuck(lines: readonly PayoutLine[], drift: Msat): readonly Evidence[] {
  const stuck = lines.filter(isOpenStuck).map((line) => ({ line, mostMsat: mostHeldMsat(line) }));
  const total = stuck.reduce((sum, { mostMsat }) => sum + mostMsat, 0);
  if (drift >= 0 || total === 0) return [];
  const share = Math.max(drift, -total);
  let until = 0;
  let given = 0;
  return stuck.map(({ line, mostMsat }) => {
    until += mostMsat;
    const msat = Math.round(share * (until / total)) - given;
    given += msat;
    return { kind: "stuck-pending", projectId: line.project.projectId, payout: line.payout, msat };
  });
}

function mostHeldMsat(line: PayoutLine): Msat {
  return Math.max(0, line.rows.pending * (line.costMsat + line.mayHoldMsat) - settledCostMsat(line));
}

/** A payout that may have moved `times` its cost without being reported. */
interface Suspect {
  readonly line: PayoutLine;
  readonly times: number;
  /** What each time costs. */
  readonly eachMsat: Msat;
  readonly kind: FindingKind;
}

function attributeProject(drift: Msat, { lines, alike }: Own): readonly Evidence[] {
  if (drift < 0) {
    const suspects = lines.map(suspectedCharges).filter(({ times }) => times > 0);
    const unpaid = suspects.filter(({ kind }) => kind === "charged-not-paid");
    return allOf(unpaid, drift) ?? allOf(suspects, drift) ?? someOf(unpaid, alike, drift) ?? [];
  }
  if (drift > 0) {
    const suspects = lines
      .filter(isPaidUnreported)
      .map((line) => ({ line, times: 1, eachMsat: fullCostMsat(line), kind: "paid-not-charged" as const }));
    return allOf(suspects, drift) ?? someOf(suspects, alike, drift) ?? [];
  }
  return [];
}

/** How often a payout may have been charged without a settlement: its unclear attempts, less settlements and open payments. */
function suspectedCharges(line: PayoutLine): Suspect {
  const eachMsat = line.costMsat - line.keptMsat;
  if (line.undecided) return { line, times: 0, eachMsat, kind: "charged-not-paid" };
  const { paidAnswers, pendingAnswers, settlements, openPayments } = line;
  const definite = paidAnswers > 0 || pendingAnswers > 0 ? 1 : 0;
  const stuck = line.stuck ? line.rows.pending : 0;
  const accounted = Math.max(0, settlements - definite) + Math.max(0, openPayments - pendingAnswers) + stuck;
  const times = Math.max(0, unknownAttempts(line) - accounted);
  return { line, times, eachMsat, kind: settlements + openPayments === 0 ? "charged-not-paid" : "double-charged" };
}

/** Our node paid, but the API does not say so: an API that refunds on a timeout loses this money. */
function isPaidUnreported(line: PayoutLine): boolean {
  return line.settlements > 0 && (line.conclusion === "unknown" || line.conclusion === "refused");
}

function allOf(suspects: readonly Suspect[], drift: Msat): readonly Evidence[] | undefined {
  const total = suspects.reduce((sum, { eachMsat, times }) => sum + eachMsat * times, 0);
  if (total === 0 || total !== Math.abs(drift)) return undefined;
  return suspects.map((suspect) => evidenceOf(suspect, suspect.times, drift));
}

/** If every payout costs the same, the drift tells how many suspects caused it, but not which; the first ones stand for all. */
function someOf(suspects: readonly Suspect[], alike: Own["alike"], drift: Msat): readonly Evidence[] | undefined {
  if (alike === undefined || alike === null) return undefined;
  const eachMsat = suspects[0]?.eachMsat ?? alike.costMsat;
  if (suspects.some((suspect) => suspect.eachMsat !== eachMsat)) return undefined;
  const charges = Math.abs(drift) / eachMsat;
  const most = suspects.reduce((sum, { times }) => sum + times, 0);
  if (!Number.isInteger(charges) || charges > most) return undefined;
  const chosen = suspects.slice(0, charges);
  let left = charges - chosen.length;
  return chosen.map((suspect) => {
    const more = Math.min(left, suspect.times - 1);
    left -= more;
    return { ...evidenceOf(suspect, 1 + more, drift), among: suspects.length };
  });
}

function evidenceOf({ line, eachMsat, kind }: Suspect, times: number, drift: Msat): Evidence {
  const msat = Math.sign(drift) * times * eachMsat;
  return { kind, projectId: line.project.projectId, payout: line.payout, msat };
}
