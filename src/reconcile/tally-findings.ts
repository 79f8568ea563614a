import type { Doubt } from "../domain/doubt.ts";
import { type Finding, type FindingKind, findingKinds } from "../domain/finding.ts";
import type { Msat } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Check, Checks, Evidence, Statement } from "./statement.ts";

/** The evidence of one kind added up, and its examples. */
export interface Tally extends Omit<Finding, "examples"> {
  /** The projects with a share of the drift, even if the shares add up to 0. */
  readonly projectsWithShare: readonly string[];
  /** By payout, without repetition; those without a payout come last. */
  readonly examples: readonly Evidence[];
}

/** Which examples of a finding get a timeline: the first, the worst and the last, or all up to `MAX_EXAMPLES`. */
export type TimelineDetail = "some" | "all";

/** More than anybody reads. */
export const MAX_EXAMPLES = 1_000;

/** Runs every check, in the order of reports. A check that throws is a doubt. */
export function runChecks(statement: Statement, checks: Checks, detail: TimelineDetail = "some") {
  const tallies: Tally[] = [];
  const failures: Doubt[] = [];
  // What happens to a payout that nobody can make is one finding, and its whole share; but nothing excuses a balance below zero.
  const { hostileAmounts = [] } = statement.run;
  const isHostile = hostileAmounts.length > 0;
  const ordinary = isHostile
    ? { ...statement, lines: statement.lines.filter(({ hostile }) => hostile === null) }
    : statement;
  for (const kind of findingKinds) {
    try {
      const tally = tallyOf(
        kind,
        checks[kind],
        kind === "invalid-accepted" || kind === "overdraft" ? statement : ordinary,
        detail === "all" ? selectAll() : selectSome(),
      );
      if (tally !== undefined) tallies.push(tally);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push({ kind: "check-failed", check: kind, reason });
    }
  }
  return { tallies, failures };
}

function tallyOf(kind: FindingKind, check: Check, statement: Statement, selection: Selection): Tally | undefined {
  const payouts = new Set<PayoutNumber>();
  const projects = new Map<string, { readonly payouts: Set<PayoutNumber>; msat: Msat }>();
  const projectsWithShare = new Set<string>();
  let msat = 0;
  for (const evidence of check(statement)) {
    const { projectId, payout } = evidence;
    const project = projects.get(projectId) ?? { payouts: new Set(), msat: 0 };
    projects.set(projectId, project);
    // One candidate per project is enough: the timelines of the others look the same.
    if (evidence.among === undefined || project.payouts.size === 0) selection.consider(evidence);
    if (payout !== null) {
      payouts.add(payout);
      project.payouts.add(payout);
    }
    if (evidence.msat !== 0) projectsWithShare.add(projectId);
    project.msat += evidence.msat;
    msat += evidence.msat;
  }
  if (projects.size === 0) return undefined;
  const shares = statement.accounts.flatMap(({ projectId }) => {
    const share = projects.get(projectId);
    return share === undefined ? [] : [{ projectId, payouts: share.payouts.size, msat: share.msat }];
  });
  return {
    kind,
    payouts: payouts.size,
    msat,
    projects: shares,
    projectsWithShare: [...projectsWithShare],
    examples: selection.selected(),
  };
}

/** Selects examples. Checks yield evidence in no particular order. */
interface Selection {
  consider(evidence: Evidence): void;
  selected(): readonly Evidence[];
}

function selectAll(): Selection {
  const bySubject = new Map<PayoutNumber | string, Evidence>();
  return {
    consider(evidence) {
      const subject = evidence.payout ?? evidence.projectId;
      if (!bySubject.has(subject)) bySubject.set(subject, evidence);
    },
    selected: () => inOrder([...bySubject.values()]).slice(0, MAX_EXAMPLES),
  };
}

function selectSome(): Selection {
  let first: Evidence | undefined;
  let worst: Evidence | undefined;
  let last: Evidence | undefined;
  return {
    consider(evidence) {
      if (first === undefined || place(evidence) < place(first)) first = evidence;
      // A project can be the worst example, but the first and the last are payouts if there are any.
      if (last === undefined || (last.payout ?? -1) <= (evidence.payout ?? -1)) last = evidence;
      if (worst === undefined || isWorse(evidence, worst)) worst = evidence;
    },
    selected() {
      const all = [first, worst, last].filter((one) => one !== undefined);
      return inOrder(all.filter((one, index) => all.findIndex((other) => isSameSubject(other, one)) === index));
    },
  };
}

function isWorse(evidence: Evidence, worst: Evidence): boolean {
  const more = Math.abs(evidence.msat) - Math.abs(worst.msat);
  return more > 0 || (more === 0 && place(evidence) < place(worst));
}

function isSameSubject(left: Evidence, right: Evidence): boolean {
  return left.payout === right.payout && (left.payout !== null || left.projectId === right.projectId);
}

function inOrder(evidence: Evidence[]): Evidence[] {
  return evidence.sort((left, right) => place(left) - place(right));
}

function place({ payout }: Evidence): number {
  return payout ?? Number.MAX_SAFE_INTEGER;
}
