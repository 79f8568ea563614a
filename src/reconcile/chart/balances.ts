import type { ChartPoint, ProjectChart } from "../../domain/chart.ts";
import type { AttemptAnswered, BalanceRead, EntryRead, Fact, PaymentSettled } from "../../domain/fact.ts";
import type { PayoutNumber } from "../../domain/payout.ts";
import { type ExpectedBalanceDraft, expectedMsat, newExpectedBalance, spend } from "../expected-balance.ts";
import type { PayoutLine } from "../payout-line.ts";
import type { ProjectAccount } from "../project-account.ts";
import type { Statement } from "../statement.ts";

/**
 * The two balances of each project over time. The expected one is told by the rail (by the answers, where those are believed), the
 * actual one by the ledger. Both end exactly where the statement says, because they add up the same facts.
 */
export interface BalancesDraft {
  readonly statement: Statement;
  readonly projects: Map<string, BalanceDraft>;
  /** Where answers are believed: the payouts whose cost is counted already. */
  readonly spent: Set<PayoutNumber>;
}

interface BalanceDraft extends ExpectedBalanceDraft {
  readonly account: ProjectAccount;
  readonly expected: ChartPoint[];
  readonly reads: BalanceRead[];
  readonly entries: EntryRead[];
  openedAtMs: number;
}

/** Balances of which nothing is known yet. */
export function newBalances(statement: Statement): BalancesDraft {
  const projects = statement.accounts.map((account): [string, BalanceDraft] => {
    return [
      account.projectId,
      { account, expected: [], reads: [], entries: [], openedAtMs: 0, ...newExpectedBalance() },
    ];
  });
  return { statement, projects: new Map(projects), spent: new Set() };
}

/** Enters one fact, in the order of the journal. */
export function enterBalances(draft: BalancesDraft, fact: Fact): void {
  switch (fact.kind) {
    case "balance-read": {
      const project = draft.projects.get(fact.projectId);
      if (project !== undefined) readBalance(project, fact);
      return;
    }
    case "entry-read":
      draft.projects.get(fact.projectId)?.entries.push(fact);
      return;
    case "payment-settled":
      if (draft.statement.run.oracle === "rail") spendAsSettled(draft, fact);
      return;
    case "attempt-answered":
      if (draft.statement.run.oracle === "answers") spendAsAnswered(draft, fact);
      return;
    default:
  }
}

function readBalance(project: BalanceDraft, fact: BalanceRead): void {
  project.reads.push(fact);
  if (fact.when !== "opening") return;
  project.openingMsat = fact.balanceMsat;
  project.openedAtMs = fact.atMs;
  project.expected.length = 0;
  expect(project, fact.atMs);
}

function expect(project: BalanceDraft, atMs: number): void {
  const { expected } = project;
  const msat = expectedMsat(project);
  if (msat === null) return;
  // The observers have clocks of their own, and a line that goes back in time cannot be drawn.
  const after = Math.max(atMs, expected.at(-1)?.atMs ?? atMs);
  expected.push({ atMs: after, msat });
}

function spendAsSettled({ statement, projects }: BalancesDraft, { payout, atMs }: PaymentSettled): void {
  const line = payout === null ? undefined : statement.lineOf(payout);
  if (line !== undefined) spendOn(projects, line, 1, atMs);
}

/** A payout that counts as paid is paid at its last answer, because it counts once however often it is answered. */
function spendAsAnswered({ statement, projects, spent }: BalancesDraft, { payout, atMs }: AttemptAnswered): void {
  const line = statement.lineOf(payout);
  if (line === undefined || line.settlements === 0 || spent.has(payout) || atMs < line.lastAnsweredMs) return;
  spent.add(payout);
  spendOn(projects, line, line.settlements, atMs);
}

/** What is paid although no answer says so, as a list told in the end. */
function spendAsListed({ statement, projects, spent }: BalancesDraft): void {
  if (statement.run.oracle !== "answers") return;
  for (const line of statement.lines) {
    if (line.settlements === 0 || spent.has(line.payout)) continue;
    spent.add(line.payout);
    spendOn(projects, line, line.settlements, statement.events.lastAtMs);
  }
}

function spendOn(projects: BalancesDraft["projects"], line: PayoutLine, settlements: number, atMs: number): void {
  const project = projects.get(line.project.projectId);
  if (project === undefined) return;
  spend(project, line.costMsat, settlements);
  expect(project, atMs);
}

/** The balances of a run whose facts have all been entered, in the order of the plan. */
export function balancesOf(draft: BalancesDraft): readonly ProjectChart[] {
  spendAsListed(draft);
  return [...draft.projects.values()].map((project) => {
    const { projectId, entriesKnown } = project.account;
    const stamped = project.entries.every(({ enteredAtMs }) => enteredAtMs !== null);
    const byEntries = entriesKnown && stamped && project.entries.length > 0 && project.openingMsat !== null;
    const actual = byEntries ? enteredPoints(project) : readPoints(project.reads);
    return { projectId, expected: project.expected, actual, actualFrom: byEntries ? "entries" : "reads" };
  });
}

function readPoints(reads: readonly BalanceRead[]): ChartPoint[] {
  return reads.map(({ atMs, balanceMsat }) => ({ atMs, msat: balanceMsat }));
}

/**
 * From the opening balance on, entry by entry at the moment at which the ledger made it, and at the end what was read, which says
 * more than the entries where something moved the balance without one.
 */
function enteredPoints({ entries, reads, openingMsat, openedAtMs }: BalanceDraft): ChartPoint[] {
  let msat = openingMsat ?? 0;
  let lastMs = openedAtMs;
  const points: ChartPoint[] = [{ atMs: openedAtMs, msat }];
  for (const { payout, enteredAtMs, deltaMsat, balanceAfterMsat } of inOrder(entries)) {
    const atMs = enteredAtMs ?? openedAtMs;
    // What the harness deposited before it read the opening balance is contained in that.
    if (payout === null && atMs <= openedAtMs) continue;
    if (deltaMsat === 0) continue;
    msat = balanceAfterMsat ?? msat + deltaMsat;
    lastMs = Math.max(lastMs, atMs);
    points.push({ atMs: lastMs, msat });
  }
  const final = reads.findLast(({ when }) => when === "final");
  if (final !== undefined) points.push({ atMs: Math.max(lastMs, final.atMs), msat: final.balanceMsat });
  return points;
}

/** By the ledger's own clock. A ledger may list the newest first, and then so within each millisecond. */
function inOrder(entries: readonly EntryRead[]): readonly EntryRead[] {
  const stamp = (entry: EntryRead | undefined) => entry?.enteredAtMs ?? 0;
  const oldestFirst = stamp(entries[0]) <= stamp(entries.at(-1)) ? entries : entries.toReversed();
  return oldestFirst.toSorted((left, right) => stamp(left) - stamp(right));
}
