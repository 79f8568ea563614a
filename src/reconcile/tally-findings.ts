import type { Doubt } from "../domain/doubt.ts";
import { type FindingKind, findingKinds } from "../domain/finding.ts";
import type { Msat } from "../domain/money.ts";
import type { PayoutNumber } from "../domain/payout.ts";
import type { Check, Checks } from "./checks/check.ts";
import type { Evidence, Statement } from "./statement.ts";

/** All hits of one kind added up, with the few whose stories will be told. */
export interface Tally {
  readonly kind: FindingKind;
  readonly payouts: number;
  readonly msat: Msat;
  readonly projects: readonly { readonly projectId: string; readonly payouts: number; readonly msat: Msat }[];
  /** The projects in which one of the hits has a share of the drift, even where all of them add up to 0. */
  readonly projectsWithShare: readonly string[];
  /** The hits to tell, without repetition, in the order of payouts; those of no payout come last. */
  readonly examples: readonly Evidence[];
}

/** What the checks found, and which of them failed: a check that failed has proved nothing. */
export interface CheckResults {
  readonly tallies: readonly Tally[];
  readonly failures: readonly Doubt[];
}

/** Which hits of a kind are told: the first, the worst and the last, or all of them up to MOST_TOLD. */
export type TimelineDetail = "some" | "all";

/** So many stories of one kind are more than anybody reads. */
export const MAX_EXAMPLES = 1_000;

/** Asks every check, in the order in which findings are reported. */
export function runChecks(statement: Statement, checks: Checks, tell: TimelineDetail = "some"): CheckResults {
  const tallies: Tally[] = [];
  const failures: Doubt[] = [];
  for (const kind of findingKinds) {
    try {
      const tally = tallyOf(kind, checks[kind], statement, tell === "all" ? selectAll() : selectSome());
      if (tally !== undefined) tallies.push(tally);
    } catch (error) {
      failures.push({
        kind: "check-failed",
        check: kind,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return { tallies, failures };
}

function tallyOf(kind: FindingKind, check: Check, statement: Statement, selection: Selection): Tally | undefined {
  const payouts = new Set<PayoutNumber>();
  const projects = new Map<string, { readonly payouts: Set<PayoutNumber>; msat: Msat }>();
  const projectsWithShare = new Set<string>();
  let msat = 0;
  for (const hit of check(statement)) {
    const project = projects.get(hit.projectId) ?? { payouts: new Set(), msat: 0 };
    projects.set(hit.projectId, project);
    // Candidates are told once per project: each of the others would tell the same.
    if (hit.among === undefined || project.payouts.size === 0) selection.consider(hit);
    if (hit.payout !== null) {
      payouts.add(hit.payout);
      project.payouts.add(hit.payout);
    }
    if (hit.msat !== 0) projectsWithShare.add(hit.projectId);
    project.msat += hit.msat;
    msat += hit.msat;
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
    examples: selection.told(),
  };
}

/** Picks the hits to tell. Checks yield hits in no particular order. */
interface Selection {
  consider(hit: Evidence): void;
  told(): readonly Evidence[];
}

/** The first hit of each subject, but no more than anybody reads. */
function selectAll(): Selection {
  const hits = new Map<PayoutNumber | string, Evidence>();
  return {
    consider(hit) {
      const subject = hit.payout ?? hit.projectId;
      if (!hits.has(subject)) hits.set(subject, hit);
    },
    told: () => [...hits.values()].sort((left, right) => place(left) - place(right)).slice(0, MAX_EXAMPLES),
  };
}

interface Choice {
  first: Evidence | undefined;
  worst: Evidence | undefined;
  last: Evidence | undefined;
}

function selectSome(): Selection {
  const choice: Choice = { first: undefined, worst: undefined, last: undefined };
  return { consider: (hit) => choose(choice, hit), told: () => chosen(choice) };
}

function choose(choice: Choice, hit: Evidence): void {
  const { first, worst, last } = choice;
  if (first === undefined || place(hit) < place(first)) choice.first = hit;
  // A project can be the worst example, but the first and the last one are payouts wherever there are any.
  if (last === undefined || (last.payout ?? -1) <= (hit.payout ?? -1)) choice.last = hit;
  if (worst === undefined || isWorse(hit, worst)) choice.worst = hit;
}

function isWorse(hit: Evidence, worst: Evidence): boolean {
  const more = Math.abs(hit.msat) - Math.abs(worst.msat);
  return more > 0 || (more === 0 && place(hit) < place(worst));
}

function chosen({ first, worst, last }: Choice): readonly Evidence[] {
  const hits = [first, worst, last].filter((hit) => hit !== undefined);
  return hits
    .filter((hit, index) => hits.findIndex((other) => sameSubject(other, hit)) === index)
    .sort((left, right) => place(left) - place(right));
}

function sameSubject(left: Evidence, right: Evidence): boolean {
  return left.payout === null
    ? right.payout === null && left.projectId === right.projectId
    : left.payout === right.payout;
}

/** Hits of no payout come after all payouts. */
function place(hit: Evidence): number {
  return hit.payout ?? Number.MAX_SAFE_INTEGER;
}
